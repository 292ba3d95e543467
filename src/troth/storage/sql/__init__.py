"""The one SQL driver, SQLAlchemy Core over SQLite and PostgreSQL."""
