"""Shapes: what lies in an area that somebody draws or types, on the thread from people and projects to baht and things."""
