"""Acts on budget calls."""
