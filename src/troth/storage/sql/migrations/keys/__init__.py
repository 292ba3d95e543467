"""The key store's revisions."""
