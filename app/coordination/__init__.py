"""Coordination: directives and their assignees (ข้อสั่งการและการประสานงาน)."""
