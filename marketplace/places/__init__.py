"""Provinces, communes and the two-tier address."""
