"""Acts on accounts, sessions and keys."""
