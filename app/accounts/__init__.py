"""Accounts: signing in, and choosing the position to act in (บัญชีผู้ใช้)."""
