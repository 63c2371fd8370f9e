"""What happens to messages, inside the package."""

from django.dispatch import Signal

# Messages were written. Carries ``message_pks``; sent inside the transaction that wrote them.
messages_queued = Signal()
