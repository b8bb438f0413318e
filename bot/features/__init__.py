"""What a user can do, one file each. Features do not know each other; app lists them in order."""
