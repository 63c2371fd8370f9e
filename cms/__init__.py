"""News and plain pages (rules, privacy, returns), written by editors in Wagtail."""
