"""Measures of security: what shows them, what checks found, and what is due."""
