"""Stalls, their dossiers, what the law asks of them, and notices; named here so that Django finds them."""

from marketplace.stalls.models.dossiers import Dossier, DossierDocument
from marketplace.stalls.models.notices import SuspensionNotice
from marketplace.stalls.models.rules import Bank, DecisionReason, DocumentRule, FactRule, LegalBasis
from marketplace.stalls.models.stalls import (
    ShippingRate,
    Stall,
    StallInvitation,
    StallMember,
    StallSuspension,
)
from marketplace.stalls.models.zones import DeliveryZone

__all__ = [
    "Bank",
    "DecisionReason",
    "DeliveryZone",
    "DocumentRule",
    "Dossier",
    "DossierDocument",
    "FactRule",
    "LegalBasis",
    "ShippingRate",
    "Stall",
    "StallInvitation",
    "StallMember",
    "StallSuspension",
    "SuspensionNotice",
]
