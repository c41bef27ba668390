"""Questions about budget calls."""
