"""Where officers edit what steers search: four lists with their forms, each with a way to try before saving."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from marketplace.core.office.edits import RowEditView
from marketplace.core.office.rows import RowViewSet
from marketplace.shop.catalogue.restrictions import restriction_of_product
from search.breaker import current_outage
from search.knowledge.rules import hidden_words
from search.models import HiddenPhrase, PinnedGoods, RankingWeight, SynonymSet
from search.models.rules import lines_of
from search.models.weights import BY_CODE, percents
from search.office.kinds import KIND_OF
from search.plan.rules import HiddenWords, Weights

# Pages of search register their items under this hook; whoever may see none of them sees no group.
MENU_HOOK = "register_search_menu_item"


class _Tried:
    """A form with a button that tries the change without saving it."""

    model: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # the view beside it has one
        return {**context, "rule_kind": KIND_OF[self.model].name, "outage": current_outage()}


class RuleIndexView(generic.IndexView):
    """The rows of one kind, and whether what they steer is away."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(*args, **kwargs), "outage": current_outage()}


class PinIndexView(RuleIndexView):
    """The pins, each with whether it pins anything."""

    def get_base_queryset(self) -> Any:
        """Return the pins with their goods."""
        return super().get_base_queryset().select_related("product")

    def get_table(self, object_list: Any) -> Any:
        """Say of each pin how it stands."""
        hidden = hidden_words()
        for row in object_list:
            row.standing = _standing(row, hidden)
        return super().get_table(object_list)


def _standing(row: PinnedGoods, hidden: HiddenWords) -> str:
    if not row.product.is_public:
        return gettext("Không: hàng đã rời kệ")
    if restriction_of_product(row.product).no_promotion:
        return gettext("Không: hàng không được quảng bá")
    if hidden.hides(row.phrase):
        return gettext("Không: từ khóa có từ bị ẩn")
    return gettext("Đang ghim")


class RuleCreateView(_Tried, generic.CreateView):
    """A new row."""


class RuleEditView(_Tried, RowEditView):
    """A row that is there."""


class SearchRuleViewSet(RowViewSet):
    """One kind of row."""

    menu_hook = MENU_HOOK
    index_view_class = RuleIndexView
    index_template_name = "search/office/rule_list.html"
    add_view_class = RuleCreateView
    edit_view_class = RuleEditView
    create_template_name = "search/office/rule_form.html"
    edit_template_name = "search/office/rule_form.html"

    def get_form_class(self, for_update: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002 - Wagtail's signature
        """Return the form that the preview uses too."""
        return KIND_OF[self.model].form


class SynonymViewSet(SearchRuleViewSet):
    """Other names."""

    model = SynonymSet
    name = KIND_OF[SynonymSet].name
    icon = "list-ul"
    menu_label = _("Tên gọi khác")
    menu_order = 20
    list_display = (
        "__str__",
        "kind",
        Column("unless", label=_("Trừ khi"), accessor=lambda row: ", ".join(lines_of(row.unless))),
    )
    list_filter = ("kind",)
    search_fields = ("names", "unless")
    list_per_page = 50


class PinViewSet(SearchRuleViewSet):
    """Pinned goods."""

    model = PinnedGoods
    name = KIND_OF[PinnedGoods].name
    icon = "thumbtack"
    menu_label = _("Hàng được ghim")
    menu_order = 30
    index_view_class = PinIndexView
    list_display = ("phrase", "position", "product", "reason", Column("standing", label=_("Có tác dụng")))
    search_fields = ("phrase", "reason")


class HiddenViewSet(SearchRuleViewSet):
    """Hidden words."""

    model = HiddenPhrase
    name = KIND_OF[HiddenPhrase].name
    icon = "no-view"
    menu_label = _("Từ bị ẩn")
    menu_order = 40
    list_display = ("phrase", "reason")
    search_fields = ("phrase", "reason")


class WeightViewSet(SearchRuleViewSet):
    """The numbers of the recipe."""

    model = RankingWeight
    name = KIND_OF[RankingWeight].name
    icon = "sliders"
    menu_label = _("Trọng số xếp hạng")
    menu_order = 50
    ordering = "pk"
    list_display = (
        "__str__",
        "percent",
        Column("shipped", label=_("Ban đầu"), accessor=lambda row: percents(Weights()).get(row.code, "")),
        Column(
            "sentence",
            label=_("Nghĩa là"),
            accessor=lambda row: BY_CODE[row.code].sentence if row.code in BY_CODE else "",
        ),
    )
