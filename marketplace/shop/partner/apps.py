"""Registers the fork of Oscar's ``partner``."""

from oscar.apps.partner import apps


class PartnerConfig(apps.PartnerConfig):
    """Oscar's application under our module, so that its classes can be overridden."""

    name = "marketplace.shop.partner"
