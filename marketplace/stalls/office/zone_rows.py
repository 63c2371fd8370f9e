"""The zones of delivery as officers edit them: what each is called, and which provinces count as near."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from marketplace.core.office.edits import RowEditView
from marketplace.core.office.rows import RowViewSet
from marketplace.core.text import clean_text
from marketplace.places.models import Province
from marketplace.places.selectors import provinces
from marketplace.stalls.enums import ShippingZone
from marketplace.stalls.models import DeliveryZone
from marketplace.stalls.shipping.zones import provinces_of_zones, reach_of_stalls


class ProvincesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django's class takes none at run time
    """Any provinces but the floor's own, which has a zone to itself; boxes by the alphabet."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Province.objects.all(), **kwargs)

    def offer(self, offered: list[Province]) -> None:
        """Draw a box for each of these."""
        self.choices = [(one.pk, one.short_name) for one in offered if one.code != settings.PROVINCE_CODE]

    def clean(self, value: Any) -> Any:
        """Return the chosen provinces."""
        chosen = super().clean(value)
        own = next((one for one in chosen if one.code == settings.PROVINCE_CODE), None)
        if own is not None:
            raise forms.ValidationError(
                _("%(province)s là tỉnh của sàn, đã là một vùng riêng.") % {"province": own.short_name}
            )
        if len(chosen) >= len(self.choices):  # type: ignore[arg-type]  # a list since `offer`
            raise forms.ValidationError(
                _("Để lại ít nhất một tỉnh: nếu mọi tỉnh đều là gần thì không còn vùng nào xa hơn.")
            )
        return chosen


class ZoneForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's class takes none at run time
    """One zone; only the near one asks for provinces."""

    provinces = ProvincesField(
        label=gettext_lazy("Các tỉnh tính là gần"),
        error_messages={"required": gettext_lazy("Đánh dấu ít nhất một tỉnh.")},
    )

    class Meta:
        model = DeliveryZone
        fields = ("name", "name_en", "provinces")
        error_messages = {
            "name": {"required": gettext_lazy("Ghi tên vùng, như «miền Trung».")},
        }

    def __init__(self, *args: Any, for_user: Any = None, **kwargs: Any) -> None:
        del for_user  # Wagtail hands the person over; the form is the same for all
        super().__init__(*args, **kwargs)
        asked = self.fields["provinces"]
        if self.instance.zone != ShippingZone.REGION:
            del self.fields["provinces"]
        elif isinstance(asked, ProvincesField):
            asked.offer(provinces())

    def clean_name(self) -> str:
        """Return a name that no other zone has."""
        return self._own_name("name")

    def clean_name_en(self) -> str:
        """Return a name that no other zone has, or none."""
        return self._own_name("name_en")

    def _own_name(self, field: str) -> str:
        name = clean_text(self.cleaned_data[field])
        others = DeliveryZone.objects.exclude(pk=self.instance.pk).values_list(field, flat=True)
        if name and name.casefold() in {other.casefold() for other in others}:
            raise forms.ValidationError(_("Đã có vùng tên «%(name)s».") % {"name": name})
        return name


class ZoneIndexView(generic.IndexView):
    """The three zones, each with where it lies and how many stalls go there."""

    def get_table(self, object_list: Any) -> Any:
        """Say of each zone what it takes in."""
        covered, reach = provinces_of_zones(), reach_of_stalls()
        for row in object_list:
            row.covers = _in_words(covered[ShippingZone(row.zone)], row.zone)
            row.stalls = reach.to[ShippingZone(row.zone)]
        return super().get_table(object_list)


class ZoneEditView(RowEditView):
    """One zone, with what a change means for the stalls."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page says beside the form."""
        rows = {row.zone: row for row in DeliveryZone.objects.all()}
        zone = ShippingZone(self.object.zone)
        return {
            **super().get_context_data(**kwargs),
            "is_near": zone == ShippingZone.REGION,
            "near": rows.get(ShippingZone.REGION),
            "far": rows.get(ShippingZone.NATION),
            "own": rows.get(ShippingZone.PROVINCE),
            "covers": _in_words(provinces_of_zones()[zone], zone),
            "reach": (reach := reach_of_stalls()),
            "stalls": reach.to[zone],
        }


def _in_words(covered: list[Province], zone: str) -> str:
    """Return «tỉnh Quảng Trị», or «10 tỉnh, thành phố: Đà Nẵng, …»."""
    if zone == ShippingZone.PROVINCE:
        return ", ".join(one.name for one in covered)
    words = ngettext(
        "%(count)d tỉnh, thành phố: %(names)s", "%(count)d tỉnh, thành phố: %(names)s", len(covered)
    )
    return words % {"count": len(covered), "names": ", ".join(one.short_name for one in covered)}


class ZoneViewSet(RowViewSet):
    """Zones; the code has three, so none is added or taken away."""

    model = DeliveryZone
    name = "vung-giao-hang"
    icon = "globe"
    menu_label = gettext_lazy("Vùng giao hàng")
    menu_order = 59
    add_to_admin_menu = True
    index_view_class = ZoneIndexView
    edit_view_class = ZoneEditView
    edit_template_name = "stalls/office_zone.html"
    ordering = "pk"
    list_display = (
        "name",
        Column("covers", label=gettext_lazy("Gồm")),
        Column("stalls", label=gettext_lazy("Gian hàng giao tới")),
    )

    def get_form_class(self, for_update: bool = False) -> type[ZoneForm]:  # noqa: ARG002, FBT001, FBT002 - Wagtail's signature
        """Return the form."""
        return ZoneForm
