"""What stands in the editor of a listing: forms filled from a revision or from what was typed, and what to save.

Pictures and papers that were sent are kept whatever else is wrong with the form: nobody should have to
take a photograph twice.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.core import signing
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from marketplace.core.errors import FloorError
from marketplace.core.files.papers import clean_paper, store_paper
from marketplace.core.numbers import written_number
from marketplace.core.text import clean_text
from marketplace.desk.listing_forms import LABEL, ListingForm, PaperForm, VariantForm
from marketplace.desk.listing_rows import VariantRow
from marketplace.listings.drafting.content import Photo, Variant
from marketplace.listings.drafting.duplicates import photos_of
from marketplace.listings.labels.rules import label_group_choices, label_groups
from marketplace.listings.models import Listing
from marketplace.listings.ocop import OCOP_FIELDS
from marketplace.listings.papers.answers import rules_to_answer
from marketplace.listings.papers.rows import FOLDER, Paper
from marketplace.listings.pictures.cleaning import clean_upload
from marketplace.listings.review.checks import MAX_PICTURES, MAX_VARIANTS
from marketplace.places.selectors import find_ward, provinces, wards_of
from marketplace.shop.catalogue.models import Category
from marketplace.shop.catalogue.restrictions import STRENGTH
from marketplace.shop.catalogue.selectors import menu_tree

MAX_PAPERS: Final = 12
VARIANTS: Final = "so-quy-cach"
PAPERS: Final = "so-giay-to"
_MOST_ROWS: Final = 60
BASE: Final = "ban-goc"
SEEN: Final = "thay"
_SALT: Final = "marketplace.desk.paper"
_CONTENT: Final = ("title", "description", "label_group", *OCOP_FIELDS)


@dataclass
class PaperRow:
    """A paper's form and the file that lies in private storage already."""

    form: PaperForm
    stall_pk: int
    file: str = ""
    digest: str = ""
    # A file was sent before, and what the page said of it cannot be read.
    is_lost: bool = False

    @property
    def token(self) -> str:
        """What the page carries instead of the file's name; nobody else can make one, and it holds at its stall."""
        return signing.dumps([self.stall_pk, self.file, self.digest], salt=_SALT) if self.file else ""


@dataclass
class Editor:
    """The forms of one listing as they stand on the page."""

    listing: Listing
    draft: Listing
    form: ListingForm
    variants: list[VariantForm]
    papers: list[PaperRow]
    photos: list[Photo]
    base: int
    problems: dict[str, list[str]] = field(default_factory=dict)

    @property
    def variant_count(self) -> int:
        """How far the rows of variants are numbered; a row between may have been struck out."""
        return _counter([one.prefix for one in self.variants])

    @property
    def paper_count(self) -> int:
        """The same of papers."""
        return _counter([row.form.prefix for row in self.papers])

    @property
    def forms(self) -> list[Any]:
        """Every form of the page."""
        return [self.form, *self.variants, *(row.form for row in self.papers)]

    def is_valid(self) -> bool:
        """Whether everything can be kept as it was typed; asks each form, so that all complaints stand on the page."""
        is_whole = [one for one in self.forms if not one.is_valid()] == []
        return self._has_different_codes() and is_whole

    def _has_different_codes(self) -> bool:
        """Refuse a code that two variants share: their prices are kept by it, and one would be lost."""
        seen: set[str] = set()
        for one in self.variants:
            sku = one.cleaned_data.get("sku", "")
            if sku and sku in seen:
                one.add_error("sku", _("Quy cách khác đã mang mã này. Bạn ghi mã khác, hoặc để trống."))
            seen.add(sku)
        return not any(one.errors for one in self.variants)

    def hush(self) -> None:
        """Show what was typed and complain about nothing yet."""
        for one in self.forms:
            one.hush()

    def content(self) -> dict[str, Any]:
        """Return what the revision is to say."""
        values = self.form.cleaned_data
        ward = values.get("origin_ward")
        content = {name: values[name] for name in _CONTENT}
        content["ocop_stars"] = values["ocop_stars"] or 0
        content["category"] = Category.objects.get(pk=values["category"])
        content["origin_ward"] = find_ward(code=ward) if ward else None
        content["label_data"] = self.form.label_data()
        return content

    def ways(self, shelf: Mapping[str, VariantRow]) -> list[Variant]:
        """Return the variants; those on the shelf keep the price and stock that they have there."""
        taken = {one.cleaned_data["sku"] for one in self.variants if one.cleaned_data["sku"]}
        ways = []
        for number, one in enumerate(self.variants, 1):
            values = one.cleaned_data
            sku = values["sku"] or _free_code(self.listing.sku, number, taken)
            taken.add(sku)
            row = shelf.get(sku)
            price, stock, former = _offered(one, row)
            ways.append(
                Variant(
                    sku=sku,
                    unit=values["unit"],
                    name=values["name"],
                    net_quantity=values["net_quantity"],
                    net_unit=values["net_unit"],
                    weight_g=values["weight_g"],
                    price=price,
                    price_was=former,
                    stock=stock,
                )
            )
        return ways

    def paper_list(self) -> list[Paper]:
        """Return the papers."""
        return [Paper(**row.form.cleaned_data, file=row.file, digest=row.digest) for row in self.papers]


def editor_of(listing: Listing, shelf: Mapping[str, VariantRow]) -> Editor:
    """Return the editor filled from the latest revision."""
    draft: Listing = listing.get_latest_revision_as_object()
    ward = draft.origin_ward
    province = ward.province.code if ward else listing.stall.ward.province.code
    initial = {name: getattr(draft, name) for name in _CONTENT}
    initial |= {
        "category": str(draft.category_id),
        "province": province,
        "origin_ward": ward.code if ward else "",
    }
    initial |= {LABEL + key: value for key, value in draft.label_data.items()}
    variants = [
        VariantForm(
            prefix=f"v{number}",
            on_shelf=row.sku in shelf and shelf[row.sku].on_shelf,
            initial={
                "sku": row.sku,
                "name": row.name,
                "unit": row.unit,
                "net_quantity": _plain(row.net_quantity),
                "net_unit": row.net_unit,
                "weight_g": row.weight_g,
                "price": shelf[row.sku].price or "" if row.sku in shelf else "",
                "stock": shelf[row.sku].available if row.sku in shelf else "",
            },
        )
        for number, row in enumerate(draft.variants.all())
    ]
    for form, row in zip(variants, draft.variants.all(), strict=True):
        form.seen = (shelf[row.sku].price, shelf[row.sku].available) if row.sku in shelf else None
    rows = draft.papers.all()
    rules = rules_to_answer(draft.title, draft.label_group, draft.label_data) if rows else ()
    papers = [
        PaperRow(
            PaperForm(
                prefix=f"p{number}",
                initial={
                    "kind": row.kind,
                    "number": row.number,
                    "issuer": row.issuer,
                    "issued_on": row.issued_on,
                    "expires_on": row.expires_on,
                    "answers": row.answers,
                },
                rules=rules,
            ),
            listing.stall_id,
            row.file,
            row.digest,
        )
        for number, row in enumerate(rows)
    ]
    return Editor(
        listing=listing,
        draft=draft,
        form=_form(None, draft.label_group, province, initial=initial),
        variants=variants or [VariantForm(prefix="v0", initial={"net_unit": "g"})],
        papers=papers,
        photos=photos_of(draft.pictures.all()),
        base=listing.latest_revision_id,
    )


def typed_editor(
    listing: Listing,
    data: QueryDict,
    shelf: Mapping[str, VariantRow],
    *,
    add_variant: bool = False,
    add_paper: bool = False,
) -> Editor:
    """Return the editor as it was typed, rows that were struck out left away."""
    draft: Listing = listing.get_latest_revision_as_object()
    known = {(row.file, row.digest) for row in draft.papers.all() if row.file}
    variant_keys = _rows(data, VARIANTS, ("v", "sku"), MAX_VARIANTS, add=add_variant)
    paper_keys = _rows(data, PAPERS, ("p", "kind"), MAX_PAPERS, add=add_paper)
    variants = []
    for key in variant_keys:
        sku = clean_text(data.get(f"{key}-sku", ""))
        form = VariantForm(data, prefix=key, on_shelf=sku in shelf and shelf[sku].on_shelf)
        form.seen = _read_seen(data.get(f"{key}-{SEEN}", ""))
        variants.append(form)
    title, group = clean_text(data.get("title", "")), clean_text(data.get("label_group", ""))
    strength = {STRENGTH: data.get(LABEL + STRENGTH, "")}
    rules = rules_to_answer(title, group, strength) if paper_keys else ()
    return Editor(
        listing=listing,
        draft=draft,
        form=_form(data, group, clean_text(data.get("province", ""))),
        variants=variants,
        papers=[
            PaperRow(
                PaperForm(data, prefix=key, rules=rules),
                listing.stall_id,
                *_read_token(data.get(f"{key}-tep", ""), stall_pk=listing.stall_id, known=known),
            )
            for key in paper_keys
        ],
        photos=arrange_photos(photos_of(draft.pictures.all()), data),
        base=read_number(data.get(BASE, "")),
    )


def arrange_photos(photos: Sequence[Photo], data: QueryDict) -> list[Photo]:
    """Return the pictures in the order asked for, with their words, without those struck out."""
    kept = []
    for place, photo in enumerate(photos):
        digest = photo.picture.digest
        if data.get(f"anh-{digest}-bo"):
            continue
        alt = clean_text(data.get(f"anh-{digest}-ta", photo.alt))[:160]
        order = read_number(data.get(f"anh-{digest}-thu-tu", "")) or place + 1
        kept.append((order, place, Photo(photo.picture, alt)))
    return [photo for _order, _place, photo in sorted(kept, key=lambda entry: entry[:2])]


def take_pictures(files: MultiValueDict[str, Any], photos: list[Photo]) -> list[str]:
    """Add the pictures that were sent to ``photos``; returns a sentence for each that could not be taken."""
    complaints = []
    for file in [*files.getlist("anh-chup"), *files.getlist("anh-moi")]:
        if len(photos) >= MAX_PICTURES:
            complaints.append(_("Mỗi mặt hàng tối đa %s tấm ảnh.") % MAX_PICTURES)
            break
        try:
            picture = clean_upload(file)
        except FloorError as error:
            complaints.append(f"{clean_text(file.name or '')[:60]}: {error.message}")
        else:
            if all(picture.digest != photo.picture.digest for photo in photos):
                photos.append(Photo(picture))
    return complaints


def take_papers(files: MultiValueDict[str, Any], rows: Iterable[PaperRow]) -> list[str]:
    """Keep the files that were sent with papers; returns a sentence for each that could not be taken."""
    complaints = []
    for row in rows:
        file = files.get(f"{row.form.prefix}-file")
        if file is None:
            continue
        try:
            paper = clean_paper(file)
            row.file, row.digest, row.is_lost = store_paper(paper, folder=FOLDER), paper.digest, False
        except FloorError as error:
            complaints.append(f"{clean_text(file.name or '')[:60]}: {error.message}")
    return complaints


def lost_papers(rows: Iterable[PaperRow]) -> list[str]:
    """Return a sentence for each paper whose file cannot be had any more: it is sent again, or it is missing."""
    words = _("Giấy tờ %s: tệp gửi lần trước không mở lại được. Bạn gửi lại ảnh hoặc PDF của giấy này.")
    return [words % number for number, row in enumerate(rows, 1) if row.is_lost]


def _offered(form: VariantForm, row: VariantRow | None) -> tuple[int, int, int | None]:
    """Return price, stock and former price to keep: those of the shelf, or what was typed over what was shown."""
    if row is not None and row.on_shelf:
        return row.price, row.available, row.price_was
    price, stock = form.cleaned_data.get("price") or 0, form.cleaned_data.get("stock") or 0
    if row is None:
        return price, stock, None
    if form.seen is not None:
        price = row.price if price == form.seen[0] else price
        stock = row.available if stock == form.seen[1] else stock
    return price, stock, row.price_was if row.price_was and row.price_was > price else None


def _read_seen(text: str) -> tuple[int, int] | None:
    numbers = text.split(" ")
    if len(numbers) != 2 or not all(one.isascii() and one.isdigit() and len(one) < 16 for one in numbers):  # noqa: PLR2004 - a price and a stock
        return None
    return int(numbers[0]), int(numbers[1])


def _form(data: QueryDict | None, group: str, province: str, **kwargs: Any) -> ListingForm:
    return ListingForm(
        data,
        aisles=menu_tree(get_language() or "vi"),
        groups=label_group_choices(),
        group=label_groups().get(group),
        provinces=provinces(),
        wards=wards_of(province_code=province),
        **kwargs,
    )


def _rows(data: QueryDict, counter: str, names: tuple[str, str], most: int, *, add: bool) -> list[str]:
    """Return the prefixes of the rows that were sent; a row that was struck out is not among them."""
    letter, marker = names
    places = range(min(read_number(data.get(counter, "")), _MOST_ROWS))
    sent = [place for place in places if f"{letter}{place}-{marker}" in data]
    kept = [place for place in sent if not data.get(f"{letter}{place}-bo")]
    if add and len(kept) < most:
        kept.append(max(sent, default=-1) + 1)
    return [f"{letter}{place}" for place in kept]


def _counter(prefixes: Sequence[str | None]) -> int:
    return max((int((prefix or "v0")[1:]) for prefix in prefixes), default=-1) + 1


def _read_token(token: str, *, stall_pk: int, known: Collection[tuple[str, str]]) -> tuple[str, str, bool]:
    """Return file, digest and whether a file is lost: its seal is forged, or was made for another stall.

    Seals once named no stall, and forms that were kept unsaved may still carry one. It holds where the listing
    itself has the paper; of any other file nobody can tell whose it is.
    """
    if not token:
        return "", "", False
    try:
        sealed = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return "", "", True
    match sealed:
        case [owner, str(name), str(digest)] if owner == stall_pk:
            return name, digest, False
        case [str(name), str(digest)] if (name, digest) in known:
            return name, digest, False
    return "", "", True


def _free_code(sku: str, number: int, taken: set[str]) -> str:
    while (code := f"{sku}-{number}"[:40]) in taken:
        number += 1
    return code


def read_number(text: str) -> int:
    """Return a count or a key that was sent, and nothing for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0  # noqa: PLR2004 - longer is no count or key of ours


def _plain(value: Any) -> str:
    return written_number(value) if value is not None else ""
