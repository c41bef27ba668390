"""Places: the areas of the province, their codes, boundaries and names (พื้นที่)."""
