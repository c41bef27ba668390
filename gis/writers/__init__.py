"""Writers of the files in which a layer is taken away; they know a layer, rows and a path, and no office."""
