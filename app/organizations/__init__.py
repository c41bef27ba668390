"""Organizations: agencies, units, positions and who holds them (หน่วยงานและตำแหน่ง)."""
