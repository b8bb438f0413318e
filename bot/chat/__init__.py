"""Telegram without any feature: intake, lanes, sending, rendering, buttons, texts, context."""
