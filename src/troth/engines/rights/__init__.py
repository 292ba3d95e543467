"""Requests of people: opened, identified, in time, decided, answered."""
