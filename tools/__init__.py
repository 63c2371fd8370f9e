"""What starts, checks and measures the floor. Run from the project's folder: ``python -m tools.demo``."""
