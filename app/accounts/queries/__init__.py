"""Questions about accounts, sessions and keys."""
