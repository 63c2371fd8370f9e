"""The officers' pages about search: the rules and what they would change, the report, the health of the index."""
