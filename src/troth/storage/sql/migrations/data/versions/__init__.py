"""One file a revision of the data store; a released one never changes."""
