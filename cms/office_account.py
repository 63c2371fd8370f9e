"""The back office's page of one's own account: the name that the floor keeps, and no address.

Wagtail asks for a first and a last name, which nobody here has, and would take an address that was never
proved; that is changed on the account's own page, by a letter.
"""

from typing import ClassVar

from django import forms
from wagtail.admin.views.account import NameEmailSettingsPanel

from marketplace.accounts.forms import name_field
from marketplace.accounts.models import User


class NameForm(forms.ModelForm):  # type: ignore[type-arg]  # it takes no argument when it runs
    """The whole name, in Vietnamese order."""

    full_name = name_field()

    class Meta:
        model = User
        fields: ClassVar[tuple[str, ...]] = ("full_name",)


def ask_for_the_name_that_is_kept() -> None:
    """Put our form in the place of Wagtail's; called once, when the back office's hooks are read."""
    NameEmailSettingsPanel.form_class = NameForm
