"""Personal data breaches: the clock, the reach, the form."""
