"""The same house from a terminal."""
