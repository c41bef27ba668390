"""Audit: reading what was done, by which position, on which basis (บันทึกการกระทำ)."""
