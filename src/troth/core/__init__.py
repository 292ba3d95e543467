"""Nouns and their laws: values in, verdicts out."""
