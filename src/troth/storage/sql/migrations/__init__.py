"""How the tables of both stores came to be, revision by revision."""
