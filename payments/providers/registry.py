"""The ways to pay that this floor has, in the order in which a shopper reads them."""

from django.utils.translation import gettext as _

from payments.errors import ProviderError
from payments.providers.base import PaymentContext, Provider
from payments.providers.cod import CashOnDelivery

_PROVIDERS: tuple[Provider, ...] = (CashOnDelivery(),)


def get_provider(code: str) -> Provider:
    """Return the provider with this code; an unknown code comes from a forged form."""
    for provider in _PROVIDERS:
        if provider.code == code:
            return provider
    raise ProviderError(_("Cách thanh toán này không có trên sàn."), permanent=True)


def available_providers(context: PaymentContext) -> tuple[Provider, ...]:
    """Return the ways that serve an order with these amounts."""
    return tuple(provider for provider in _PROVIDERS if provider.is_available(context))
