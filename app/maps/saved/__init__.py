"""Saved maps (แผนที่ที่บันทึก): what the workspace showed, kept by a position under a short id that never changes."""
