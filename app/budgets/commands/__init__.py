"""Acts on budgets."""
