"""Monitoring: rounds, planned and reported progress, photos, milestones, assets and whether they are used (ติดตาม)."""
