"""Conversations: said and answered, on the real application."""
