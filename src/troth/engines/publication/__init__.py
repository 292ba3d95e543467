"""Versions of the policy: made public, announced, accepted."""
