"""Questions about organisations, positions and authority."""
