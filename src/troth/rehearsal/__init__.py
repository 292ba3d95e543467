"""A year of a company on a fake clock, through the same engines."""
