"""Somebody signs in: what was chosen before joins their basket at once, not on some later page."""

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from marketplace.shop.basket.middleware import renew_basket


@receiver(user_logged_in, dispatch_uid="basket.user_logged_in")
def merge_on_login(*, request: HttpRequest, **_kwargs: object) -> None:
    """Merge the visitor's basket, if the browser brings one."""
    if settings.OSCAR_BASKET_COOKIE_OPEN in request.COOKIES and hasattr(request, "basket"):
        renew_basket(request)
