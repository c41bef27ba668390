"""Acts on organisations, positions and authority. Each begins with whether the position may, and leaves one event."""
