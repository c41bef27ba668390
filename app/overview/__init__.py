"""Overview: what belongs to no single slice: the first page (ภาพรวม)."""
