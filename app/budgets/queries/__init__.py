"""Questions about budgets."""
