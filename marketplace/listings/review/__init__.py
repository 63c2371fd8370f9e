"""Asking and deciding: what a listing must have, what an officer compares, remarks, and the workflow behind it."""
