"""The tree of aisles in the back office: names, addresses, order. Nobody needs Oscar's dashboard for it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from marketplace.core.errors import FloorError
from marketplace.core.office.rows import RowViewSet
from marketplace.core.text import clean_text
from marketplace.shop.catalogue.categories import CategoryFacts, check_category, write_category
from marketplace.shop.catalogue.models import Category


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class takes none at run time
    """A category and its place; saving goes through the service, which keeps the former address."""

    parent = forms.ModelChoiceField(
        label=_("Nằm trong quầy"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=_("Đây là một quầy"),
    )
    position = forms.IntegerField(
        label=_("Đứng thứ mấy"),
        required=False,
        min_value=1,
        max_value=500,
        help_text=_("Trong quầy, hoặc giữa các quầy. Để trống thì giữ chỗ cũ, danh mục mới đứng cuối."),
    )

    class Meta:
        model = Category
        fields = ("name", "name_en", "slug", "description", "is_public")
        labels = {
            "name": _("Tên"),
            "slug": _("Địa chỉ"),
            "description": _("Lời giới thiệu"),
            "is_public": _("Hiện trên sàn"),
        }
        help_texts = {
            "slug": _("Chữ thường không dấu, nối bằng gạch. Đổi thì địa chỉ cũ vẫn dẫn tới đây."),
            "description": _("Hiện ở đầu danh mục."),
            "is_public": "",
        }

    def __init__(self, *args: Any, for_user: Any = None, **kwargs: Any) -> None:
        del for_user  # Wagtail hands the person over; the form is the same for all
        super().__init__(*args, **kwargs)
        parents = self.fields["parent"]
        if isinstance(parents, forms.ModelChoiceField):
            parents.queryset = Category.objects.filter(depth=1).exclude(pk=self.instance.pk).order_by("path")
            parents.label_from_instance = lambda obj: str(obj.name)  # type: ignore[method-assign]  # Django's own way
        self.fields["slug"].required = True
        if self.instance.pk and self.instance.depth > 1:
            self.initial["parent"] = self.instance.get_parent()

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        values: dict[str, Any] = {
            name: clean_text(one) if isinstance(one, str) else one for name, one in typed.items()
        }
        if values.get("name") and values.get("slug"):
            try:
                check_category(facts=_facts(values), parent=values.get("parent"), category=self._existing())
            except FloorError as error:
                raise forms.ValidationError(error.message) from error
        return values

    def _post_clean(self) -> None:
        """Leave the instance as it is in the database: the service writes, and asks what was there before."""

    def save(self, commit: bool = True) -> Category:  # noqa: ARG002, FBT001, FBT002 - Django's signature
        """Write through the service."""
        values = self.cleaned_data
        written = write_category(facts=_facts(values), parent=values["parent"], category=self._existing())
        self.instance = written
        return written

    def _existing(self) -> Category | None:
        found: Category | None = (
            Category.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None
        )
        return found


def _facts(values: dict[str, Any]) -> CategoryFacts:
    return CategoryFacts(
        name=values["name"],
        slug=values["slug"],
        name_en=values.get("name_en") or "",
        description=values.get("description") or "",
        is_public=bool(values.get("is_public")),
        position=values.get("position") or 0,
    )


class NameColumn(TitleColumn):
    """The name, set in by its depth."""

    def get_value(self, instance: Category) -> str:
        return f"{'— ' * (instance.depth - 1)}{instance.name}"


class CategoryIndexView(generic.IndexView):
    """The tree, top to bottom."""

    page_title = _("Danh mục hàng")
    add_item_label = _("Thêm danh mục")

    def get_base_queryset(self) -> QuerySet[Category]:
        tree: QuerySet[Category] = Category.objects.order_by("path")
        return tree


class CategoryViewSet(RowViewSet):
    """Aisles and shelves."""

    model = Category
    name = "danh-muc-hang"
    icon = "folder-open-inverse"
    menu_label = _("Danh mục hàng")
    menu_order = 45
    add_to_admin_menu = True
    index_view_class = CategoryIndexView
    list_per_page = 200
    ordering = "path"
    list_display = (
        NameColumn("name", label=_("Tên"), url_name="danh-muc-hang:edit"),
        Column("slug", label=_("Địa chỉ")),
        Column("name_en", label=_("Tên tiếng Anh")),
        Column(
            "is_public",
            label=_("Hiện trên sàn"),
            accessor=lambda one: _("có") if one.is_public else _("không"),
        ),
    )

    def get_form_class(self, for_update: bool = False) -> type[CategoryForm]:  # noqa: ARG002, FBT001, FBT002 - Wagtail's signature
        """Return the form of both pages."""
        return CategoryForm
