"""Portfolios: which projects to choose under a ceiling (การจัดลำดับโครงการ)."""
