"""What a machine can see in a dossier. A finding is shown to the officer and never decides."""

from django.utils.translation import gettext as _
from oscar.core.utils import slugify

from marketplace.stalls.enums import DossierState
from marketplace.stalls.models import Dossier, DossierDocument, Stall


def find_oddities(dossier: Dossier) -> list[str]:
    """Return what an officer should look at twice, as sentences."""
    return [*_account_of_another(dossier), *_known_numbers(dossier), *_papers_of_another(dossier)]


def _account_of_another(dossier: Dossier) -> list[str]:
    holder = slugify(dossier.bank_holder)
    names = {slugify(dossier.legal_name), slugify(dossier.representative)}
    if holder and holder not in names:
        return [_("Chủ tài khoản «%s» khác tên đã đăng ký và tên người đại diện.") % dossier.bank_holder]
    return []


def _known_numbers(dossier: Dossier) -> list[str]:
    found = []
    stalls = Stall.objects.exclude(pk=dossier.stall_id) if dossier.stall_id else Stall.objects.all()
    numbers = (
        ("tax_code", _("Mã số thuế này đã có ở gian hàng %s.")),
        ("registration_no", _("Số đăng ký này đã có ở gian hàng %s.")),
        ("bank_number", _("Số tài khoản này đã có ở gian hàng %s.")),
    )
    for name, words in numbers:
        value = getattr(dossier, name)
        other = stalls.filter(**{name: value}).first() if value else None
        if other is not None:
            found.append(words % other.name)
    others = Dossier.objects.exclude(pk=dossier.pk).exclude(state=DossierState.DRAFT)
    if dossier.stall_id:
        others = others.exclude(stall_id=dossier.stall_id)
    if dossier.personal_id and others.filter(personal_id=dossier.personal_id).exists():
        found.append(_("Số định danh này đã có trong một hồ sơ khác."))
    return found


def _papers_of_another(dossier: Dossier) -> list[str]:
    digests = {document.digest: document.rule.name for document in dossier.documents.select_related("rule")}
    others = DossierDocument.objects.filter(digest__in=digests).exclude(dossier=dossier)
    others = others.exclude(dossier__round=0)  # a first draft is its writer's own, and no officer can open it
    if dossier.stall_id:
        others = others.exclude(dossier__stall=dossier.stall_id)
    return [
        _("Tệp của giấy «%(paper)s» đã có trong hồ sơ %(number)s.")
        % {"paper": digests[other.digest], "number": other.dossier.number}
        for other in others.select_related("dossier").order_by("pk")
    ]
