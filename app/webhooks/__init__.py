"""Webhooks: another office's system is told, by a signed notice, that a public layer has another version."""
