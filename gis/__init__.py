"""Geometry and layers, true in any country; usable in a notebook without the service."""
