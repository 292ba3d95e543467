"""A policy in the words of others, and theirs in ours: W3C DPV, fideslang, TILT."""
