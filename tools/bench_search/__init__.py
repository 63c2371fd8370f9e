"""Measures questions on generated goods: milliseconds per answer by engine and size, no web server between."""
