"""The vault and its keys: sealed records, who may open them, and how they end."""
