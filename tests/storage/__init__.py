"""Storage on real SQLite and real PostgreSQL."""
