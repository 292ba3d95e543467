"""What the house does, one use case a file."""
