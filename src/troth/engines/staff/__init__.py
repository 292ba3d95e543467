"""Those who work with the data: what they signed, what they may see."""
