"""OGC: what other programs read, in the standards' own words (บริการข้อมูลมาตรฐาน)."""
