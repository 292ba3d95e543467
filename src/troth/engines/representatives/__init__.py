"""Which representative looks after somebody."""
