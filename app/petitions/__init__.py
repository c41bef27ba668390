"""Petitions: complaints, their handling, and satisfaction (เรื่องร้องเรียน)."""
