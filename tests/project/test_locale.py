"""English says everything that Vietnamese says: no text without its translation, no placeholder lost."""

import ast
import html
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.core import mail
from django.core.validators import ProhibitNullCharactersValidator
from django.test import Client
from django.utils import translation
from django.utils.translation import trans_real
from django.utils.translation.template import templatize

from marketplace.core import documents
from marketplace.shop.catalogue.models import Category, Product
from search.indexing.sync import index_waiting
from tests.factories.baskets import DETAILS, fill
from tests.factories.places import load_few_places
from tests.project.tree import ROOT, syntax_of
from tools.compile_messages import compile_messages

# Whoever talks to people: the tools and the demo's own goods do not speak English.
SPEAKING = ["marketplace", "payments", "search", "cms", "themes"]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Names and examples keep their letters in English.
NAMES = [
    "Nguyễn Thị Hồng Nhung",
    "Quảng&nbsp;Trị",
    "Quảng Trị",
    "tỉnh Quảng Trị",
    "xã Cam Lộ",
    "túi 500 g",
    "Cùa",
    "đồng",
]
VIETNAMESE = re.compile(
    r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")
COMMENT = re.compile(r"\{#.*?#\}|\{% comment .*?endcomment %\}", re.DOTALL)
MARKUP = re.compile(r"<[^>]+>")

Texts = set[tuple[str, ...]]


def _catalogue(language: str) -> Catalog:
    with (ROOT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def _speaking_files() -> Iterator[Path]:
    for folder in SPEAKING:
        for suffix in ("py", "html", "txt", "xml"):
            yield from (ROOT / folder).rglob(f"*.{suffix}")


def _code(path: Path) -> str:
    """Return Python that holds the calls of the file; a template's becomes one line, as it has no indents."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    return templatize(COMMENT.sub("", text)).replace("\n", " ").lstrip()


def _texts(path: Path) -> Texts:
    found = extract(
        "python", io.BytesIO(_code(path).encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
    )
    return {
        (*([context] if context else []), *([text] if isinstance(text, str) else text))
        for _line, text, _comments, context in found
        if text
    }


def _identity(message: Message) -> tuple[str, ...]:
    texts = message.id if isinstance(message.id, tuple | list) else (message.id,)
    return (message.context, *texts) if message.context else tuple(texts)


def _translations(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string or "",)


@pytest.fixture(scope="module")
def english() -> list[Message]:
    return [message for message in _catalogue("en") if message.id]


def test_no_text_is_marked_under_a_name_that_nobody_gathers() -> None:
    """A text in ``_t("…")`` stays Vietnamese in English, and no catalogue misses it."""
    strange = [
        f"{path.relative_to(ROOT)}: {name.name} as {name.asname}"
        for path in _speaking_files()
        if path.suffix == ".py"
        for node in ast.walk(syntax_of(path, "django.utils.translation"))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.asname not in {None, "_"} and name.name in KEYWORDS
    ]
    assert strange == []


def test_english_holds_every_text_of_the_source_and_no_other(english: list[Message]) -> None:
    said: Texts = set()
    for path in _speaking_files():
        said |= _texts(path)
    translated = {_identity(message) for message in english}
    # A text that is also asked for without its plural shares the plural's entry.
    plurals = {identity[0] for identity in translated if len(identity) > 1}
    said = {text for text in said if len(text) > 1 or text[0] not in plurals}
    assert sorted(said - translated) == []
    assert sorted(translated - said) == []


def test_english_translates_every_text(english: list[Message]) -> None:
    assert [message.id for message in english if message.fuzzy or not all(_translations(message))] == []


def test_english_keeps_every_placeholder(english: list[Message]) -> None:
    wrong = []
    for message in english:
        sources = message.id if isinstance(message.id, tuple | list) else (message.id,)
        for source, target in zip(sources, _translations(message), strict=True):
            if sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(target)):
                wrong.append((source, target))
    assert wrong == []


def test_english_keeps_markup_and_the_space_around(english: list[Message]) -> None:
    wrong = []
    for message in english:
        sources = message.id if isinstance(message.id, tuple | list) else (message.id,)
        for source, target in zip(sources, _translations(message), strict=True):
            edges = [(text[:1].isspace(), text[-1:].isspace()) for text in (source, target)]
            if edges[0] != edges[1] or sorted(MARKUP.findall(source)) != sorted(MARKUP.findall(target)):
                wrong.append((source, target))
    assert wrong == []


def _without_names(text: str) -> str:
    for name in sorted(NAMES, key=len, reverse=True):
        text = text.replace(name, "")
    return text


def test_english_holds_no_vietnamese_but_names(english: list[Message]) -> None:
    texts = [text for message in english for text in _translations(message)]
    assert [text for text in texts if VIETNAMESE.search(_without_names(text))] == []


# --- pages -----------------------------------------------------------------------------------------


@pytest.fixture
def shopper(client: Client) -> Iterator[Client]:
    """Somebody with goods of two stalls in the basket, whose floor reads catalogues compiled just now."""
    compile_messages(ROOT / "locale")
    trans_real._translations.clear()  # type: ignore[attr-defined]  # the only door to what gettext keeps
    fill(client, stalls=2)
    index_waiting()
    yield client
    translation.activate("vi")


@pytest.fixture(scope="module")
def whole_texts(english: list[Message]) -> list[str]:
    """Every Vietnamese text without a placeholder that is long enough not to be part of a name."""
    texts = [text for message in english for text in _identity(message)]
    return [
        text for text in texts if VIETNAMESE.search(text) and not PLACEHOLDER.search(text) and len(text) > 5
    ]


def _interface(page: str) -> str:
    """Return what the interface says: no goods or names marked as Vietnamese, no scripts, no addresses."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    page = re.sub(r"<(?!html)(\w+)[^>]*\blang=\"vi\"[^>]*>.*?</\1>", " ", page, flags=re.DOTALL)
    return f" {' | '.join(part.strip() for part in MARKUP.split(html.unescape(page)) if part.strip())} "


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/en/", "All stalls"),
        ("/en/san-pham/", "2 products"),
        ("/en/tim-kiem/?q=khong-co-mon-nay", "Nothing found yet"),
        ("/en/gian-hang/", "Stalls"),
        ("/en/gio-hang/", "Go to checkout"),
        ("/en/thanh-toan/", "Address and delivery"),
        ("/en/tai-khoan/dang-nhap/", "Forgotten your password?"),
        ("/en/tai-khoan/dang-ky/", "Open an account"),
        ("/en/khong-co-trang-nay/", "There is no such page"),
    ],
)
def test_english_page_speaks_english(
    shopper: Client, whole_texts: list[str], address: str, words: str
) -> None:
    page = shopper.get(address).content.decode()
    said = _interface(page)
    assert '<html lang="en"' in page
    assert words in said
    assert [text for text in whole_texts if f" {text} " in said] == []


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["", "san-pham/", "gian-hang/", "{product}", "{stall}", "mo-gian-hang/"])
def test_english_page_marks_what_stays_vietnamese(shopper: Client, page: str) -> None:
    product = Product.objects.filter(is_public=True).select_related("stall").earliest("pk")
    Category.objects.update(name="Coffee")  # the department writes an English name beside each
    address = page.format(product=f"san-pham/{product.slug}/", stall=f"gian-hang/{product.stall.slug}/")
    shopper.get("/gio-hang/")  # has the sentences of the filled basket said before
    answer = shopper.get(f"/en/{address}")
    assert answer.status_code == 200
    body = (
        answer.content.decode()
        .split("<body", 1)[1]
        .replace("Sàn Quảng Trị", "")
        .replace("\xa0", " ")
        .replace("&nbsp;", " ")
    )
    said = [_without_names(text) for text in _interface(body).split(" | ")]
    # The unit of what is left stands inside an English sentence.
    assert [text for text in said if VIETNAMESE.search(text) and not text.endswith(" left")] == []


@pytest.mark.django_db
def test_english_order_speaks_english_to_the_buyer_and_vietnamese_to_the_stalls(
    shopper: Client,
    whole_texts: list[str],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    load_few_places()
    monkeypatch.setattr(documents, "_providers", [lambda: {"quy-che": "2026-11", "bao-mat": "2026-10"}])
    seen = shopper.get("/en/thanh-toan/").context["seen"]
    shopper.post("/en/thanh-toan/", {**DETAILS, "da-xem": seen})
    review = shopper.get("/en/thanh-toan/xem-lai/")
    agreed = {"khoa": review.context["key"], "dong-y-quy-che": "on", "dong-y-bao-mat": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        placed = shopper.post("/en/thanh-toan/dat-hang/", agreed)

    assert placed.status_code == 303
    order = shopper.get(placed["Location"])
    for page in (review, order):
        said = _interface(page.content.decode())
        assert [text for text in whole_texts if f" {text} " in said] == []
    assert "Thank you, your order is waiting for the stalls to confirm" in _interface(order.content.decode())
    subjects = {letter.to[0]: letter.subject for letter in mail.outbox}
    number = placed["Location"].split("/")[3]
    assert subjects.pop("nhung@example.vn") == f"We received order {number}"
    assert sorted(subjects.values()) == [
        f"Đơn mới {number}-{part}, chờ gian hàng xác nhận" for part in (1, 2)
    ]


@pytest.mark.django_db
def test_vietnamese_page_keeps_its_own_words(shopper: Client) -> None:
    said = _interface(shopper.get("/gio-hang/").content.decode())
    assert "Tiến hành đặt hàng" in said
    assert "Go to checkout" not in said


@pytest.mark.django_db
@pytest.mark.usefixtures("shopper")
def test_vietnamese_form_answers_what_django_leaves_in_english() -> None:
    assert (
        str(ProhibitNullCharactersValidator.message) == "Phần này có ký tự không đọc được. Bạn gõ lại giúp."
    )
