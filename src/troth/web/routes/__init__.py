"""The addresses of the site, one use a file; each file gives its `ROUTES`."""
