"""Documents and cases that decisions rest on."""
