"""Vietnamese says everything that Wagtail says, and what its allies say to people; an upgrade shows what is new."""

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.core.checks import run_checks
from django.forms import DateField, DateTimeField
from django.test import Client
from django.utils import formats, timezone, translation
from django.utils.timesince import timesince
from django.utils.translation import ngettext, trans_real

from tests.project.tree import ROOT
from tools.compile_messages import compile_messages

# The catalogue that lists what a package says: English where there is one, else a whole translation.
ALLIES = {
    "django/conf": "en",
    "django/contrib/auth": "en",
    "django/contrib/contenttypes": "en",
    "django/contrib/humanize": "en",
    "django/contrib/sessions": "en",
    "taggit": "en",
    "oscar": "en",
    "django_filters": "fr",
    "django_tables2": "fr",
    "phonenumber_field": "fr",
    "treebeard": "fr",
}
# What no reader of ours meets, by where it is said, with the reason.
UNSAID_PLACES = {
    "apps/dashboard/": "Oscar's dashboard is not mounted",
    "templates/oscar/": "every page and letter has a template of its own",
    "management/commands/": "said to who runs the server",
    "conf/global_settings.py": "names of languages that the floor does not speak",
    "views/templates/": "said with DEBUG only, to who writes code",
    "views/csrf.py": "the floor has its own page for a refused post",
}
# Translations that leave a placeholder out on purpose.
SHORTENED = {
    "Empty list and “%(class_name)s.allow_empty” is False.": "a class's name says nothing to a reader",
    "Deleting this page will also delete %(translation_count)s translation of this page.": (
        "the plural repeats what the sentence before it says"
    ),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdir]|\{\w*\}")
MARKUP = re.compile(r"<[^>]+>")

Key = tuple[str | None, str]


def _package(name: str) -> Path:
    top, _, rest = name.partition("/")
    module = __import__(top)
    assert module.__file__
    return Path(module.__file__).parent / rest


def _catalogue(path: Path, locale: str) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale=locale, abort_invalid=True)


def _sources(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple | list) else (message.id,)


def _targets(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string or "",)


def _said(path: Path, locale: str) -> dict[Key, Message]:
    return {
        (message.context, _sources(message)[0]): message for message in _catalogue(path, locale) if message.id
    }


def _translated(path: Path) -> set[Key]:
    if not path.exists():
        return set()
    return {key for key, message in _said(path, "vi").items() if all(_targets(message)) and not message.fuzzy}


def _ours(domain: str) -> dict[Key, Message]:
    return _said(ROOT / "locale" / "vi" / "LC_MESSAGES" / f"{domain}.po", "vi")


def _wagtail(domain: str) -> Iterator[Path]:
    found = sorted(_package("wagtail").glob(f"**/locale/en/LC_MESSAGES/{domain}.po"))
    assert found
    yield from found


def _ally(name: str) -> Path:
    return _package(name) / "locale" / ALLIES[name] / "LC_MESSAGES" / "django.po"


def _reaches_nobody(message: Message) -> bool:
    places = [place for place, _line in message.locations]
    return bool(places) and all(any(part in place for part in UNSAID_PLACES) for place in places)


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_vietnamese_holds_every_message_of_wagtail(domain: str) -> None:
    ours = _ours(domain)
    missing = [key for path in _wagtail(domain) for key in _said(path, "en") if key not in ours]
    assert missing == []


@pytest.mark.parametrize("name", sorted(ALLIES))
def test_vietnamese_holds_what_an_ally_says_to_people(name: str) -> None:
    path = _ally(name)
    there = _translated(_package(name) / "locale" / "vi" / "LC_MESSAGES" / "django.po") | set(_ours("django"))
    missing = [
        key
        for key, message in _said(path, ALLIES[name]).items()
        if key not in there and not _reaches_nobody(message)
    ]
    assert missing == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_vietnamese_holds_nothing_that_nobody_says_any_more(domain: str) -> None:
    said: set[Key] = set()
    for path in _wagtail(domain):
        said |= set(_said(path, "en"))
    if domain == "django":
        for name, locale in ALLIES.items():
            said |= set(_said(_ally(name), locale))
    assert sorted(key[1] for key in set(_ours(domain)) - said) == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_vietnamese_keeps_placeholders_markup_and_the_space_around(domain: str) -> None:
    wrong = []
    for message in _ours(domain).values():
        source, target = _sources(message)[-1], _targets(message)[0]
        if _sources(message)[0] in SHORTENED:
            continue
        same = (
            sorted(set(PLACEHOLDER.findall(source))) == sorted(set(PLACEHOLDER.findall(target)))
            and sorted(MARKUP.findall(source)) == sorted(MARKUP.findall(target))
            and (source[:1].isspace(), source[-1:].isspace()) == (target[:1].isspace(), target[-1:].isspace())
        )
        if not same:
            wrong.append((source, target))
    assert wrong == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_vietnamese_is_whole(domain: str) -> None:
    unsure = [message.id for message in _ours(domain).values() if message.fuzzy or not all(_targets(message))]
    assert unsure == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_vietnamese_has_one_form_for_every_number(domain: str) -> None:
    path = ROOT / "locale" / "vi" / "LC_MESSAGES" / f"{domain}.po"
    assert '"Plural-Forms: nplurals=1; plural=0;\\n"' in path.read_text(encoding="utf-8")
    assert [message.id for message in _ours(domain).values() if len(_targets(message)) != 1] == []


# --- what reaches people -----------------------------------------------------------------------------


@pytest.fixture
def _compiled() -> Iterator[None]:
    """Read catalogues compiled just now."""
    compile_messages(ROOT / "locale")
    trans_real._translations.clear()  # type: ignore[attr-defined]  # the only door to what gettext keeps
    yield
    translation.activate("vi")


@pytest.mark.usefixtures("_compiled")
def test_editors_javascript_speaks_vietnamese(client: Client) -> None:
    """Wagtail's view asks for the texts of ``wagtail.admin``; the project's own come on top of them."""
    script = client.get("/quan-tri/jsi18n/").content.decode()
    found = re.search(r"const newcatalog = (\{.*?\n  \});", script, re.DOTALL)
    assert found
    catalogue = json.loads(found[1])
    for (_context, source), message in _ours("djangojs").items():
        said = catalogue[source]
        assert (said[0] if isinstance(said, list) else said) == _targets(message)[0]
    assert "const v = 0" in script


@pytest.mark.usefixtures("_compiled")
def test_number_and_time_are_said_in_one_form() -> None:
    for number in (1, 7):
        said = ngettext("Delete 1 page", "Delete %(counter)s pages", number) % {"counter": number}
        assert said == f"Xóa {number} trang"
    now = timezone.now()
    ago = now - timedelta(days=9, hours=1)
    assert timesince(ago, now).replace("\xa0", " ") == "1 tuần, 2 ngày"


@pytest.mark.parametrize(
    ("language", "date", "moment"),
    [("vi", "06/11/2026", "14:05, 06/11/2026"), ("en", "6 November 2026", "6 November 2026, 14:05")],
)
def test_dates_are_written_with_the_day_first(language: str, date: str, moment: str) -> None:
    local = datetime(2026, 11, 6, 14, 5)  # noqa: DTZ001 - a wall clock's time
    with translation.override(language):
        assert formats.date_format(local, "DATE_FORMAT") == date
        assert formats.date_format(local, "DATETIME_FORMAT") == moment


@pytest.mark.parametrize("language", ["vi", "en"])
def test_date_of_a_field_is_read_as_it_was_shown(language: str) -> None:
    with translation.override(language):
        assert DateField().clean("06/11/2026").isoformat() == "2026-11-06"
        assert DateField().clean("2026-11-06").isoformat() == "2026-11-06"
        read = DateTimeField().clean("06/11/2026 14:05")
        assert timezone.localtime(read).isoformat() == "2026-11-06T14:05:00+07:00"


def test_wagtail_accepts_the_formats_of_its_fields() -> None:
    assert [said for said in run_checks() if "FORMAT" in said.msg] == []
