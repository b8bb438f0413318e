"""What is remembered: the database, its tables, and one file of named queries per thing."""
