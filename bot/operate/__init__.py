"""Running it: logging, health, backup before a migration."""
