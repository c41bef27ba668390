"""Demo: the fictional province 99 and its synthetic rows (ข้อมูลสาธิต)."""
