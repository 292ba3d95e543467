"""Other systems that hold personal data."""
