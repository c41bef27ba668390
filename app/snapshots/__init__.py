"""Snapshots: each night the public layers as files that never change (ภาพถ่ายข้อมูลรายวัน)."""
