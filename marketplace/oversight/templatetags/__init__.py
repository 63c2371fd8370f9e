"""Filters of the department's pages."""
