"""Who works at a stall: inviting, joining, changing roles, and the stall somebody works at just now."""
