"""The door for messages: SMTP (RFC 5321) or a folder that another program empties."""
