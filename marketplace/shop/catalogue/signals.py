"""What the shelf tells. Sent inside the transaction that changed it."""

from django.dispatch import Signal

# product_ids: list[int], parents and standalone products whose facts, price or stock changed.
shelf_changed = Signal()
