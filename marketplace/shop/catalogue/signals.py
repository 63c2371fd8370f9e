"""What the shelf tells. Sent inside the transaction that changed it."""

from django.dispatch import Signal

# product_ids: list[int], parents and standalone products whose facts, price or stock changed.
# is_sale: bool, whether it was only an order that took stock, or gave it back; False if not said.
shelf_changed = Signal()
