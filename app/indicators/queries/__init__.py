"""Questions about indicators."""
