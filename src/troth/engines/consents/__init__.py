"""Consent from the question to the receipt, and what holds for a person today."""
