"""Messages from and to people on every channel: filed, answered in time, kept like any record."""
