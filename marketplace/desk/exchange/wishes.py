"""What lines ask for, through the same forms as the editor: the same sentence for the same mistake.

A cell that is empty asks for nothing. Only what differs from the floor is put through a form, so that a
table of prices is not refused for a description that somebody has to mend anyway.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from marketplace.core.forms import FloorForm
from marketplace.desk.exchange.columns import LABEL, fold, is_clear
from marketplace.desk.exchange.lists import Lists
from marketplace.desk.exchange.state import content_cells
from marketplace.desk.listing_forms import LABEL as FORM_LABEL
from marketplace.desk.listing_forms import ListingForm, MoneyField, VariantForm
from marketplace.listings.drafting.content import Variant
from marketplace.listings.ocop import OCOP_FIELDS

CONTENT: Final = (
    "title",
    "category",
    "label_group",
    "description",
    "province",
    "origin_ward",
    *OCOP_FIELDS,
)
_OF_VARIANT: Final = ("sku", "name", "unit", "net_quantity", "net_unit", "weight_g", "price", "stock")
_CODE: Final = re.compile(r"[^\s/]{1,40}")

Problems = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Content:
    """What a revision is to say of the listing as a whole: values for the service, and the same as cells."""

    values: dict[str, Any]
    category_id: int
    ward_id: int | None
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class VariantWish:
    """What one line asks for. ``price`` and the like are None where the line does not say."""

    variant: Variant
    price: int | None
    price_was: int | None
    clears_price_was: bool
    stock: int | None
    problems: Problems = field(default_factory=list)


class FormerPriceForm(FloorForm):
    """The price that is struck through; the table of prices knows it, the editor does not."""

    price_was = MoneyField(required=False)


def overlay(now: Mapping[str, str], asked: Mapping[str, str], keys: Iterable[str]) -> dict[str, str]:
    """Return the cells of now with what was asked for; a cell may ask to be emptied."""
    merged = {}
    for key in keys:
        text = asked.get(key, "")
        merged[key] = ("" if is_clear(text) else text) if text else now.get(key, "")
    return merged


def differs(now: Mapping[str, str], asked: Mapping[str, str], keys: Iterable[str]) -> bool:
    """Whether any cell asks for something else than what stands there."""
    keys = list(keys)
    return overlay(now, asked, keys) != overlay(now, {}, keys)


def code_problem(code: str) -> str:
    """Return what is wrong with a code of goods."""
    if _CODE.fullmatch(code):
        return ""
    return _("Mã tối đa 40 chữ, không có khoảng trắng hay dấu /, ví dụ CF-250.")


def read_content(
    now: Mapping[str, str], kept_label: Mapping[str, Any], asked: Mapping[str, str], lists: Lists
) -> tuple[Content | None, Problems]:
    """Return what the listing is to say, or what is wrong with it by column."""
    labels = sorted({key for key in (*now, *asked) if key.startswith(LABEL)})
    cells = overlay(now, asked, [*CONTENT, *labels])
    data, problems = _named(cells, lists)
    group = lists.groups.get(data["label_group"])
    fields = group.fields if group else {}
    for key in labels:
        name = key.removeprefix(LABEL)
        if name in fields:
            data[FORM_LABEL + name] = cells[key]
        elif key in asked and not is_clear(asked[key]) and group:
            problems.append((key, _("Nhãn của nhóm «%s» không có mục này. Để trống ô.") % group.name))
    form = ListingForm(
        data,
        aisles=lists.aisles,
        groups=[(code, one.name) for code, one in lists.groups.items()],
        group=group,
        provinces=lists.provinces,
        wards=lists.wards_of.get(data["province"], ()),
    )
    named = {column for column, _words in problems}
    for name, errors in form.errors.items():
        column = LABEL + name.removeprefix(FORM_LABEL) if name.startswith(FORM_LABEL) else name
        if column not in named:
            problems += [(column, str(error)) for error in errors]
    if problems:
        return None, problems
    return _content(form, now, kept_label, lists), []


def read_variant(now: Mapping[str, str], asked: Mapping[str, str], *, sku: str) -> VariantWish:
    """Return what one line asks for, its problems by column. ``now`` is empty for a new variant."""
    data = overlay(now, asked, [key for key in _OF_VARIANT if key != "sku"])
    data["sku"] = sku
    # Price and stock of now are not asked again: a price of nothing is a draft's, and no mistake.
    for key in ("price", "stock"):
        data[key] = asked.get(key, "")
    for key in ("stock", "weight_g"):
        data[key] = _whole(data[key])
    problems: Problems = []
    for key in ("price", "stock"):
        if is_clear(data[key]):
            problems.append((key, _("Giá và số còn không bỏ trống được. Ghi một số, hoặc để trống ô.")))
            data[key] = ""
    form = VariantForm(data)
    problems += [
        ("variant_sku" if name == "sku" else name, str(error))
        for name, errors in form.errors.items()
        for error in errors
    ]
    values = form.cleaned_data
    was = asked.get("price_was", "")
    former = FormerPriceForm({"price_was": "" if is_clear(was) else was})
    problems += [("price_was", str(error)) for errors in former.errors.values() for error in errors]
    variant = Variant(
        sku=sku,
        unit=values.get("unit") or "",
        name=values.get("name") or "",
        net_quantity=values.get("net_quantity"),
        net_unit=values.get("net_unit") or "",
        weight_g=values.get("weight_g"),
        price=0,
    )
    return VariantWish(
        variant=variant,
        price=values.get("price"),
        price_was=former.cleaned_data.get("price_was"),
        clears_price_was=is_clear(was),
        stock=values.get("stock"),
        problems=problems,
    )


def _named(cells: Mapping[str, str], lists: Lists) -> tuple[dict[str, str], Problems]:
    """Return the form's data: the key of everything that the table calls by name."""
    data = {key: cells[key] for key in CONTENT}
    problems: Problems = []
    if text := cells["category"]:
        key = lists.categories.get(fold(text))
        data["category"] = str(key or "")
        if key is None:
            problems.append(
                (
                    "category",
                    _("Không có danh mục «%s». Chép đúng tên ở tờ hướng dẫn của tệp mẫu.") % text[:80],
                )
            )
    if text := cells["label_group"]:
        code = lists.group_codes.get(fold(text)) or (text if text in lists.groups else "")
        data["label_group"] = code
        if not code:
            words = _("Không có nhóm nhãn «%s». Chép đúng tên ở tờ hướng dẫn của tệp mẫu.")
            problems.append(("label_group", words % text[:80]))
    if text := cells["province"]:
        data["province"] = lists.province_codes.get(fold(text), "")
        if not data["province"]:
            problems.append(("province", _("Không có tỉnh, thành phố «%s».") % text[:80]))
    if text := cells["origin_ward"]:
        ward = lists.find_ward(data["province"], text)
        data["origin_ward"] = ward.code if ward else ""
        if ward is None and not any(column == "province" for column, _words in problems):
            words = _("Không thấy xã, phường «%s» ở tỉnh này. Ghi đủ tên tỉnh và tên xã, phường.")
            problems.append(("origin_ward", words % text[:80]))
    data["ocop_stars"] = cells["ocop_stars"] or "0"
    found = re.match(r"\d+", cells["ocop_set"])
    data["ocop_set"] = found[0] if found else cells["ocop_set"]
    return data, problems


def _content(
    form: ListingForm, now: Mapping[str, str], kept_label: Mapping[str, Any], lists: Lists
) -> Content:
    values = form.cleaned_data
    ward = next(
        (one for one in lists.wards_of.get(values["province"], ()) if one.code == values["origin_ward"]), None
    )
    content: dict[str, Any] = {
        name: values[name] for name in ("title", "description", "label_group", *OCOP_FIELDS)
    }
    content["ocop_stars"] = values["ocop_stars"] or 0
    label = form.label_data()
    cells = content_cells(
        {
            **content,
            "category": int(values["category"]),
            "origin_ward": ward.pk if ward else None,
            "label_data": label,
        },
        lists,
    )
    # A line that reads as before keeps its value as it was written: 250 does not become «250».
    content["label_data"] = {
        key: kept_label[key]
        if key in kept_label and now.get(LABEL + key) == cells.get(LABEL + key)
        else value
        for key, value in label.items()
    }
    return Content(content, int(values["category"]), ward.pk if ward else None, cells)


def _whole(text: str) -> str:
    """Return a whole number without the dots that group it: ``1.000`` is a thousand pieces."""
    plain = re.sub(r"\s", "", text)
    return plain.replace(".", "") if re.fullmatch(r"\d{1,3}(\.\d{3})+", plain) else plain
