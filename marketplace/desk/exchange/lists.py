"""What names of a table may name: categories, kinds of label, provinces and communes, by how they are written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from marketplace.desk.exchange.columns import fold
from marketplace.listings.labels.rules import LabelGroup, label_groups
from marketplace.places.models import Province, Ward
from marketplace.places.selectors import provinces
from marketplace.shop.catalogue.selectors import Aisle, menu_tree

_PATH: Final = " > "


@dataclass(frozen=True, slots=True)
class Lists:
    """Read once for a whole table."""

    aisles: Sequence[Aisle]
    category_names: Mapping[int, str]
    categories: Mapping[str, int]
    groups: Mapping[str, LabelGroup]
    group_codes: Mapping[str, str]
    provinces: Sequence[Province]
    province_codes: Mapping[str, str]
    wards: Mapping[int, Ward]
    wards_of: Mapping[str, Sequence[Ward]]

    def category_name(self, key: int) -> str:
        """Return ``danh mục > danh mục con``, or nothing for one that is gone or hidden."""
        return self.category_names.get(key, "")

    def group_name(self, code: str) -> str:
        """Return the official name of a label group; a group that rules no more keeps its code."""
        group = self.groups.get(code)
        return group.name if group else code

    def find_ward(self, province: str, name: str) -> Ward | None:
        """Return the commune that a line names, with or without its rank."""
        wanted = fold(name)
        found = [one for one in self.wards_of.get(province, ()) if fold(one.name) == wanted]
        found = found or [one for one in self.wards_of.get(province, ()) if fold(one.short_name) == wanted]
        return found[0] if len(found) == 1 else None


def read_lists() -> Lists:
    """Return what can be named today, in three queries at most."""
    aisles = menu_tree("vi")
    names: dict[int, str] = {}
    for aisle in aisles:
        names[aisle.pk] = aisle.name
        names |= {child.pk: f"{aisle.name}{_PATH}{child.name}" for child in aisle.children}
    leaves: dict[str, list[int]] = {}
    for key, name in names.items():
        leaves.setdefault(fold(name.rpartition(_PATH)[2]), []).append(key)
    # A name that stands twice is told by its path alone.
    categories = {name: keys[0] for name, keys in leaves.items() if len(keys) == 1}
    categories |= {fold(name): key for key, name in names.items()}
    groups = label_groups()
    by_province: dict[str, list[Ward]] = {}
    wards = {one.pk: one for one in Ward.objects.select_related("province")}
    for ward in wards.values():
        by_province.setdefault(ward.province.code, []).append(ward)
    places = provinces()
    return Lists(
        aisles=aisles,
        category_names=names,
        categories=categories,
        groups=groups,
        group_codes={fold(group.name): code for code, group in groups.items()},
        provinces=places,
        province_codes={fold(name): one.code for one in places for name in (one.name, one.short_name)},
        wards=wards,
        wards_of=by_province,
    )
