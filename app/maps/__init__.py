"""Maps: the pages that draw layers for people (แผนที่)."""
