"""CQL2 (OGC 21-065r2) of our own: text and JSON to one tree, and from the tree to SQL whose every literal is bound."""
