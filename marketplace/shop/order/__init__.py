"""Oscar's order, placed in one transaction; what differs is said in the README above."""
