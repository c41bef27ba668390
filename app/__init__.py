"""The service: HTTP in front, records behind."""
