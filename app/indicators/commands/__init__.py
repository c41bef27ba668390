"""Acts on indicators. Nothing observed is ever overwritten."""
