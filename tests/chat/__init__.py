"""The chat layer without features."""
