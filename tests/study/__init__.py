"""The learner, pure."""
