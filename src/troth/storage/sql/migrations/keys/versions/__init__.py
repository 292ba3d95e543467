"""One file a revision of the key store; a released one never changes."""
