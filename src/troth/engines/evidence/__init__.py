"""The log as it is written: facts, signed documents, and what webhooks are to be told."""
