"""Independent checks of what was promised; they share nothing with the controls."""
