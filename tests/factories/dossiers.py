"""Dossiers for tests. ``submitted_dossier()`` waits for an officer; its papers are small pictures."""

import io
from datetime import date
from typing import Any

from django.apps import apps
from PIL import Image

from marketplace.accounts.models import User
from marketplace.stalls.dossiers.decisions import PaperDecision, verify_dossier
from marketplace.stalls.dossiers.services import add_document, save_facts, start_application, submit_dossier
from marketplace.stalls.enums import StallKind
from marketplace.stalls.models import DocumentRule, Dossier, DossierDocument
from marketplace.stalls.road import load_road
from tests.factories.people import UserFactory
from tests.factories.stalls import any_ward

FACTS: dict[str, Any] = {
    "kind": StallKind.HOUSEHOLD,
    "name": "Tiêu Cùa Bà Lài",
    "legal_name": "Hộ kinh doanh Nguyễn Thị Lài",
    "representative": "Nguyễn Thị Lài",
    "birth_date": date(1968, 3, 2),
    "personal_id": "045168000001",
    "residence": "Thôn Mai Lộc 2, xã Cam Lộ, tỉnh Quảng Trị",
    "tax_code": "045168000001",
    "registration_no": "44H8000999",
    "registration_date": date(2020, 2, 7),
    "registration_authority": "Ủy ban nhân dân xã Cam Lộ",
    "street": "Thôn Xa Ry",
    "phone": "0912345678",
    "email": "lai@example.vn",
    "bank_bin": "970405",
    "bank_number": "0044000001",
    "bank_holder": "NGUYEN THI LAI",
}


def load_rules() -> None:
    """Load what the law asks of stalls: the suite runs without migrations."""
    load_road(apps)


def photo(size: tuple[int, int] = (900, 1200), colour: str = "#f4ebdb") -> io.BytesIO:
    """Return a picture as a phone sends it."""
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, "JPEG")
    target.seek(0)
    return target


def paper_rule(code: str = "dang-ky-ho-kinh-doanh", kind: str = StallKind.HOUSEHOLD) -> DocumentRule:
    """Return a line of the checklist."""
    return DocumentRule.objects.get(code=code, kind=kind)


def add_paper(dossier: Dossier, rule: DocumentRule | None = None, **fields: Any) -> DossierDocument:
    """Put a paper into a dossier."""
    fields.setdefault("file", photo())
    return add_document(
        dossier=dossier, rule=rule or paper_rule(), name="giay.jpg", by=dossier.keeper, **fields
    )


def draft_dossier(keeper: User | None = None, **facts: Any) -> Dossier:
    """Return a household's dossier that lacks nothing but being handed in."""
    load_rules()
    dossier = start_application(keeper=keeper or UserFactory.create())
    dossier = save_facts(dossier=dossier, facts={**FACTS, "ward": any_ward(), **facts}, by=dossier.keeper)
    add_paper(dossier)
    return dossier


def submitted_dossier(keeper: User | None = None, **facts: Any) -> Dossier:
    """Return a dossier that waits for an officer."""
    dossier = draft_dossier(keeper, **facts)
    return submit_dossier(dossier=dossier, by=dossier.keeper)


def accept_all(dossier: Dossier) -> dict[int, PaperDecision]:
    """Return a good word on every paper."""
    return {one.pk: PaperDecision(accepted=True) for one in dossier.documents.filter(is_current=True)}


def verified_dossier(by: User, keeper: User | None = None, **facts: Any) -> Dossier:
    """Return a dossier whose stall is open."""
    dossier = submitted_dossier(keeper, **facts)
    return verify_dossier(
        dossier=dossier,
        round_read=dossier.round,
        by=by,
        identity_checked=True,
        decisions=accept_all(dossier),
    )
