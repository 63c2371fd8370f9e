"""News and plain pages, written by editors in Wagtail."""
