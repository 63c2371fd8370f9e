"""People: accounts, roles, what they agreed to."""
