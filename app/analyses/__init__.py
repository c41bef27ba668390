"""Analyses: who has how much, whether money goes where need is, and where high lies beside high, with how it is computed."""
