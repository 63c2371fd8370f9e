"""Money, clock, text and web manners that every package shares; imports nothing of ours."""
