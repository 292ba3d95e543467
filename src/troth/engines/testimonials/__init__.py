"""Words of customers, shown to everybody by their consent and taken back at once."""
