"""Monitoring: progress reports, inspections and obstacles (การติดตาม)."""
