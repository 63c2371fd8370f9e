"""One adapter per channel. Each takes a finished letter and either hands it over or says why not."""

from marketplace.notifications.adapters.base import Channel, DeliveryError, Letter
from marketplace.notifications.adapters.email import EmailChannel

__all__ = ["Channel", "DeliveryError", "Letter", "channel_for"]

_CHANNELS: dict[str, Channel] = {channel.code: channel for channel in (EmailChannel(),)}


def channel_for(code: str) -> Channel:
    """Return the channel of this code. Raises DeliveryError where there is none."""
    try:
        return _CHANNELS[code]
    except KeyError:
        raise DeliveryError(f"no channel is called {code}", permanent=True) from None
