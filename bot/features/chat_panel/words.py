"""What can be chosen for a group, and the text for each choice."""

PACES = {"relaxed": "pace-relaxed", "normal": "pace-normal", "fast": "pace-fast", "untimed": "pace-untimed"}
STARTERS = {"anyone": "chat-starters-anyone", "admins": "chat-starters-admins"}
LOOKUPS = {"everywhere": "chat-lookups-everywhere", "topic": "chat-lookups-topic", "off": "chat-lookups-off"}
