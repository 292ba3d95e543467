"""Tests of `laws`."""
