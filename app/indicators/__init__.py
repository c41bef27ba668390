"""Indicators: what is measured, and each observation with its vintage (ตัวชี้วัด)."""
