"""Bytes in, bytes out: sealed values, key wrapping, blind index tokens."""
