"""Exports: files of a layer that are too large for one answer, made in the background with the rights of a position."""
