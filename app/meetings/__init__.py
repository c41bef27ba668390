"""Meetings: committees in session and their resolutions (การประชุมและมติ)."""
