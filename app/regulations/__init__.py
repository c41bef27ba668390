"""Regulations: laws, rules, circulars and their validity (ระเบียบและหนังสือเวียน)."""
