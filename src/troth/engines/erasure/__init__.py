"""Erasure: planned, carried out everywhere, searched again, and proved."""
