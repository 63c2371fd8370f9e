"""From a message's facts to its words: the theme's ``emails/<kind>.{subject.txt,txt,html}``."""

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.template import Context
from django.template.backends.django import Template
from django.template.loader import get_template
from django.utils import translation

from marketplace.notifications.models import Message

SUBJECT_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Words:
    """What a person reads."""

    subject: str
    text: str
    html: str


def render_message(message: Message) -> Words:
    """Write ``message`` out in its language. It needs all three templates of its kind."""
    facts = {
        **message.context,
        "floor": {"name": settings.OSCAR_SHOP_NAME},
        "site_url": settings.SITE_URL,
        "language": message.language,
    }
    name = f"emails/{message.kind}"
    with translation.override(message.language):
        # A subject is one line: what a person typed must not become a header of its own.
        subject = " ".join(_render(f"{name}.subject.txt", facts, is_html=False).split())
        body = _render(f"{name}.txt", facts, is_html=False).strip()
        footer = _render("emails/footer.txt", facts, is_html=False).strip()
        text = f"{body}\n\n{footer}\n"
        html = _render(f"{name}.html", {**facts, "subject": subject}, is_html=True)
    return Words(subject=subject[:SUBJECT_LENGTH], text=text, html=html)


def _render(name: str, facts: dict[str, Any], *, is_html: bool) -> str:
    template = cast("Template", get_template(name)).template
    return str(template.render(Context(facts, autoescape=is_html)))
