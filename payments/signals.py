"""What payments answer. Sent inside the transaction that settled or failed the attempt."""

from django.dispatch import Signal

# reference: str, provider: str, amount: int
payment_settled = Signal()
# reference: str, provider: str, amount: int, reason: str
payment_failed = Signal()
