"""Acts on monitoring."""
