"""Dossiers: authorities' orders, breaches, takeovers, each with its papers and letters."""
