"""Troth compiles a privacy policy, keeps it, and proves it."""

__version__ = "0.1.0"
