"""Asking a question on any surface: present it, take the answer, record it, give feedback."""
