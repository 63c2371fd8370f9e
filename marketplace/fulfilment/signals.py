"""What a part tells. Sent inside the transaction that moved it."""

from django.dispatch import Signal

# part: StallOrder (already in its new state), before: str (the state it left)
part_moved = Signal()
