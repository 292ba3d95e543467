"""The manifest language: from text to decision."""
