"""The simulated Telegram is as strict as the real one."""
