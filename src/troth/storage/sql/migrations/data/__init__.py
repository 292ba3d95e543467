"""The data store's revisions."""
