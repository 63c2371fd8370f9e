"""Names what Wagtail shows without a name of its own: a field's or a column's identifier would be read as English."""

from typing import Any, Final

from django.contrib.auth.models import Permission
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import choosers
from wagtail.admin.forms.workflows import WorkflowPageForm
from wagtail.admin.views.pages.search import SearchView
from wagtail.models import Page, Site
from wagtail.sites.views import IndexView as SitesView
from wagtail.users.forms import PagePermissionsForm

_LABELS: Final[tuple[tuple[Any, str, Any], ...]] = (
    (choosers.ExternalLinkChooserForm, "url", _("Địa chỉ web")),
    (choosers.ExternalLinkChooserForm, "link_text", _("Chữ của liên kết")),
    (choosers.AnchorLinkChooserForm, "link_text", _("Chữ của liên kết")),
    (choosers.EmailLinkChooserForm, "email_address", _("Địa chỉ email")),
    (choosers.EmailLinkChooserForm, "link_text", _("Chữ của liên kết")),
    (choosers.EmailLinkChooserForm, "subject", _("Tiêu đề thư")),
    (choosers.EmailLinkChooserForm, "body", _("Nội dung thư")),
    (choosers.PhoneLinkChooserForm, "phone_number", _("Số điện thoại")),
    (choosers.PhoneLinkChooserForm, "link_text", _("Chữ của liên kết")),
    (WorkflowPageForm, "page", _("Trang")),
    (PagePermissionsForm, "page", _("Trang")),
)


def name_what_is_unnamed() -> None:
    """Give labels to fields and columns; called once, when the back office's hooks are read."""
    for form, field, label in _LABELS:
        form.base_fields[field].label = label
    PagePermissionsForm.base_fields["permissions"].label_from_instance = _page_permission
    SearchView.verbose_name = Page._meta.verbose_name
    SearchView.verbose_name_plural = Page._meta.verbose_name_plural
    for column in SitesView.columns:
        if column.name in {"port", "site_name", "root_page"}:
            column.label = capfirst(Site._meta.get_field(column.name).verbose_name)


def _page_permission(permission: Permission) -> str:
    """Say what somebody may do with a page; the permission's own name is a row in no language."""
    return next(
        (
            str(meaning)
            for codename, _short, meaning in Page.permission_types
            if codename == permission.codename
        ),
        gettext(permission.name),
    )
