"""Figures of law as dated data with their sources."""
