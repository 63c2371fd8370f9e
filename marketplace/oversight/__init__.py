"""The department's desk: one queue of all that waits, decisions, take-downs, reports from the public, the log."""
