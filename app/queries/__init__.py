"""Queries: analysts ask the published views in SQL, keep what they asked, and take the answer as table, map or file."""
