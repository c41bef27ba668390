"""Plans: from the national strategy to the annual action plan (แผนพัฒนา)."""
