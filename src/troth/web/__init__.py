"""Pages and endpoints: a compiled policy as a running site."""
