"""What is kept for a while, by a process or for all of them, and when it counts no more."""
