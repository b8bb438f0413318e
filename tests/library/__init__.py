"""The subject, pure."""
