"""Messages and the doors they leave by."""
