"""Formats in Vietnamese."""
