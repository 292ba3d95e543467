"""Accounts of people: signing in, sessions, links, settings."""
