"""The editor's sections: each field with the officer's remarks on it and what the law still wants there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from marketplace.desk.listing_editor import Editor
from marketplace.desk.listing_forms import LABEL
from marketplace.listings.labels.rules import LabelProblem, label_groups
from marketplace.listings.labels.shipped import known_fields
from marketplace.listings.models import Listing, ListingRemark
from marketplace.listings.ocop import OCOP_FIELDS

# What is no single field of the form; the page shows such remarks and problems at the head of the part.
PARTS: Final = ("pictures", "variants", "papers")
_ABOUT: Final = ("title", "category", "description", "province", "origin_ward")


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field with all that stands beside it."""

    field: Any
    is_required: bool
    remarks: tuple[ListingRemark, ...]
    problems: tuple[str, ...]

    @property
    def is_official(self) -> bool:
        """Whether it bears the name that the law gives it, which is Vietnamese on every page."""
        return str(self.field.name).startswith(LABEL)


@dataclass(frozen=True, slots=True)
class Sections:
    """The fields of the page, part by part."""

    about: list[FieldView]
    label: list[FieldView]
    ocop: list[FieldView]
    part_remarks: Mapping[str, tuple[ListingRemark, ...]]
    part_problems: Mapping[str, tuple[str, ...]]
    problem_count: int


def build_sections(
    editor: Editor, remarks: Iterable[ListingRemark], problems: Sequence[LabelProblem]
) -> Sections:
    """Return the fields in their order, each with what an officer or a rule says about it."""
    here = {*_ABOUT, *PARTS, *OCOP_FIELDS, *(editor.form.group.fields if editor.form.group else ())}
    said: dict[str, list[ListingRemark]] = {}
    for remark in remarks:
        # Captions are written under their pictures; a line of another label group has no field of its own.
        other = "pictures" if remark.field == "captions" else "label_group"
        said.setdefault(remark.field if remark.field in here else other, []).append(remark)
    wrong: dict[str, list[str]] = {}
    for problem in problems:
        wrong.setdefault(problem.key, []).append(problem.message)
    group = editor.form.group
    required = {key for keys in (group.required if group else ()) for key in keys}

    def view(name: str, key: str, *, is_required: bool = False) -> FieldView:
        return FieldView(editor.form[name], is_required, tuple(said.get(key, ())), tuple(wrong.get(key, ())))

    return Sections(
        about=[view(name, name) for name in _ABOUT],
        label=[
            view("label_group", "label_group"),
            *(view(LABEL + key, key, is_required=key in required) for key in (group.fields if group else ())),
        ],
        ocop=[view(name, name) for name in OCOP_FIELDS],
        part_remarks={part: tuple(said.get(part, ())) for part in PARTS},
        part_problems={part: tuple(wrong.get(part, ())) for part in PARTS},
        problem_count=len(problems),
    )


def field_name(key: str, listing: Listing) -> str:
    """Return what a field is called on the page."""
    names = {
        "title": _("Tên hàng"),
        "category": _("Danh mục"),
        "description": _("Mô tả"),
        "origin_ward": _("Nơi làm ra"),
        "label_group": _("Nhóm nhãn"),
        "pictures": _("Ảnh"),
        "variants": _("Quy cách"),
        "papers": _("Giấy tờ"),
        "captions": _("Lời tả ảnh"),
    }
    if key in names:
        return names[key]
    if key.startswith("ocop"):
        return _("OCOP")
    group = label_groups().get(listing.label_group)
    # What was remarked on may be a line of the group that the goods were in before.
    return group.fields[key].name if group and key in group.fields else known_fields().get(key, key)
