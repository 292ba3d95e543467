"""Pages made of notices: HTML, Markdown and JSON, the same bytes for the same policy."""
