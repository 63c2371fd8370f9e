"""What a keeper hands in to open a stall or to change what was verified, and what becomes of it."""
