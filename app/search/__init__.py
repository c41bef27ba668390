"""The one box that finds everything (ค้นหาทุกอย่าง): places, projects, indicators, positions and layers, by kind."""
