"""Telegram played on this machine: no account, no token, no network."""
