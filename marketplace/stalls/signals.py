"""What a stall tells those above it, in the transaction that changed it."""

from django.dispatch import Signal

# Argument: stall. Sent with the stall's row locked and *before* its new status is written, because
# the database refuses an inactive stall that has public products: receivers clear the shelf first.
stall_suspended = Signal()

# Argument: stall. Sent with the stall's row locked, after its status was written.
stall_reopened = Signal()
