"""Loads Wagtail's templates with the few words mended that no setting reaches, most of them English in no catalogue.

Overriding those templates would mean keeping copies of files that change with every release; this keeps
the words only. A test asks the installed Wagtail for each of them, so that an upgrade shows what moved.
"""

from typing import Final

from django.template import Origin
from django.template.loaders.app_directories import Loader

_SEARCH: Final = (('type="submit" value="Search"', 'type="submit" value="{{ _("Search") }}"'),)

_START: Final = "wagtailadmin/home"

# Template: (what Wagtail wrote, what it means).
MENDED: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    # Who may open no page has none to look for.
    f"{_START}.html": (
        *_SEARCH,
        (
            '<form\n                    class="w-mb-12"',
            '{% if root_page.pk %}<form\n                    class="w-mb-12"',
        ),
        ("</form>", "</form>{% endif %}"),
    ),
    # The software's own book, in English, is of no use to an officer.
    f"{_START}/account_summary.html": (
        (
            """            {% wagtail_feature_release_editor_guide_link as editor_guide_link %}
            {% wagtail_version as current_version %}
            <li>
                <a class="w-underline w-underline-offset-[3px] w-flex w-items-center w-gap-1"
                   href="{{ editor_guide_link }}"
                   target="_blank"
                   rel="noreferrer">
                    {% blocktrans trimmed %}
                        Wagtail {{ current_version }} editor guide
                    {% endblocktrans %}
                    {% icon name="link-external" classname="initial" %}
                </a>
            </li>
""",
            "",
        ),
    ),
    "wagtailadmin/shared/header.html": _SEARCH,
    "wagtailadmin/shared/headers/_actions.html": (
        ('aria-label="Actions"', 'aria-label="{{ _("Actions") }}"'),
    ),
    # A phone shows a row as a card: a cell says itself what headed its column, and an empty one has nothing in it.
    "wagtailadmin/tables/cell.html": (
        (
            '<td {% if column.classname %}class="{{ column.classname }}"{% endif %}>\n    {% if value',
            """<td{% if column.classname %} class="{{ column.classname }}"{% endif %}{% if column.label %} data-label="{{ column.label }}"{% endif %}>{% if value""",
        ),
        (
            "not None %}{{ value }}{% endif %}\n</td>",
            """not None %}{% if value is True %}{{ _("Yes") }}{% elif value is False %}{{ _("No") }}{% else %}{{ value }}{% endif %}{% endif %}</td>""",
        ),
    ),
    "wagtailadmin/tables/boolean_cell.html": (
        ("title=value|stringformat:'s' name=\"help\"", 'title=_("Unknown") name="help"'),
        ("title=value|stringformat:'s' name=\"check\"", 'title=_("Yes") name="check"'),
        ("title=value|stringformat:'s' name=\"cross\"", 'title=_("No") name="cross"'),
    ),
    # A permission's name is a row in no language; the column says what it is.
    "wagtailusers/groups/includes/formatted_permissions.html": tuple(
        (
            f"{{{{ content_perms_dict.{deed}.perm.name }}}}",
            f'{{{{ _("{word}") }}}} {{{{ content_perms_dict.object }}}}',
        )
        for deed, word in (("add", "Add"), ("change", "Change"), ("delete", "Delete"))
    ),
}


class MendingLoader(Loader):
    """Loads an application's template, mended where it is listed."""

    def get_contents(self, origin: Origin) -> str:
        """Return the template's text."""
        contents: str = super().get_contents(origin)
        for written, meant in MENDED.get(str(origin.template_name), ()):
            contents = contents.replace(written, meant)
        return contents
