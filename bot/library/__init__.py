"""The subject, pure: what notes and questions are, loading and checking them, looking things up."""
