"""What a stall tells those above it, in the transaction that changed it."""

from django.dispatch import Signal

# Argument: stall. Sent with the stall's row locked and *before* its new status is written, because
# the database refuses an inactive stall that has public products: receivers clear the shelf first.
stall_suspended = Signal()

# Argument: stall. Sent with the stall's row locked, after its status was written.
stall_reopened = Signal()

# Argument: stall. Sent with the stall's row locked and before it is closed for good: receivers clear
# the shelf, or refuse with a FloorError while somebody still waits for the stall.
stall_closing = Signal()

# Argument: stall. The stall announced days off, or took them back.
stall_days_off_changed = Signal()
