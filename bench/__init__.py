"""Ratios measured side by side in one run: Troth against what somebody would use instead.

`python -m bench` prints one row a piece of work and size; `BENCHMARKS.md` records them with the
machine. Nothing here is imported by the program.
"""
