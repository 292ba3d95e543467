"""How long what is held may stay, what keeps it longer, and the sweep that ends it."""
