"""The order of a dossier's steps, and how far somebody has come."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.stalls.apply.forms import BankForm, ContactForm, FactsForm, KindForm, StepForm
from marketplace.stalls.dossiers.selectors import checklist, missing_facts
from marketplace.stalls.models import Dossier


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the road."""

    key: str
    title: Promise | str
    form: type[StepForm] | None = None

    @property
    def url(self) -> str:
        """Return its address."""
        return reverse(f"stalls:{self.key}")

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the columns it writes."""
        return tuple(self.form.base_fields) if self.form else ()


KIND: Final = Step("kind", _("Loại, tên"), KindForm)
FACTS: Final = Step("facts", _("Thông tin"), FactsForm)
CONTACT: Final = Step("contact", _("Địa chỉ"), ContactForm)
BANK: Final = Step("bank", _("Tài khoản"), BankForm)
PAPERS: Final = Step("papers", _("Giấy tờ"))
REVIEW: Final = Step("review", _("Xem lại, nộp"))
STEPS: Final = (KIND, FACTS, CONTACT, BANK, PAPERS, REVIEW)
BY_KEY: Final[Mapping[str, Step]] = MappingProxyType({step.key: step for step in STEPS})


def is_done(dossier: Dossier, step: Step) -> bool:
    """Whether nothing is missing on a step."""
    if step == KIND:
        return bool(dossier.kind and dossier.name)
    if not dossier.kind:
        return False  # what is asked for depends on the kind
    if step == PAPERS:
        return not any(line.is_missing or line.needs_another for line in checklist(dossier))
    return step != REVIEW and not missing_facts(dossier, step.fields)


def first_unfinished(dossier: Dossier) -> Step:
    """Return where somebody who comes back goes on."""
    return next((step for step in STEPS if not is_done(dossier, step)), REVIEW)


def after(step: Step) -> Step:
    """Return the next step."""
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def road(dossier: Dossier, current: Step) -> list[dict[str, Any]]:
    """Return the steps as the page lists them: done, current, to come."""
    return [{"step": step, "current": step == current, "done": is_done(dossier, step)} for step in STEPS]
