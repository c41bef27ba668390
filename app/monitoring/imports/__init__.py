"""Photos that people send: read in a restricted child, drawn anew, kept on disk by their hash."""
