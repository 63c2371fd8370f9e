"""What a stall writes: the content of a draft, work in hand, copies."""
