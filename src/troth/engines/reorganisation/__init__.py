"""A company's data taken over by another, with its obligations."""
