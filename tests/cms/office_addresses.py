"""Every address of the back office that answers a GET, made out of the URL configuration and the rows of the floor.

A page of one row finds its rows by itself where Wagtail's view names its model, or its parameter stands in
``PARAMETERS``. Any other stands in ``ADDRESSES``; what is no page to be read, in ``NO_PAGE`` with the reason.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from oscar.core.loading import get_model
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection, GroupApprovalTask, Page, Task, TaskState, Workflow, WorkflowPage

from cms.models import NewsIndexPage, NewsPage
from marketplace.listings.models import Listing, ListingSettings, PriceChange
from marketplace.listings.selectors import review_task_type
from marketplace.oversight.models import Report, TakeDown
from marketplace.stalls.models import Dossier, Stall, SuspensionNotice

OFFICE: Final = "quan-tri/"
# Forms of rows look alike, so one is enough; pages of Wagtail and ours may each stand elsewhere: all are opened.
_ALIKE: Final = 1
_OF_EACH: Final = (
    "listings_office:",
    "oversight_office:",
    "reviews_office:",
    "stalls_office:",
    "wagtailadmin_pages:edit",
    "wagtailadmin_pages:history",
)

Keys = Callable[[], Iterable[object]]


def _keys(model: Any, **only: object) -> Keys:
    return lambda: list(model.objects.filter(**only).order_by("pk").values_list("pk", flat=True))


def _pages() -> list[object]:
    """An article with revisions first, then the page that waits, the locked one and the index."""
    slugs = ("mua-ca-phe", "phien-cho", "dang-khoa", "tin-tuc")
    return [Page.objects.get(slug=slug).pk for slug in slugs]


def _reviews() -> list[object]:
    """Every listing that came before an officer, whatever was decided; the check of its own has no page."""
    tasks = TaskState.objects.filter(
        revision__content_type=Listing.get_content_type(), task__content_type=review_task_type()
    )
    return list(tasks.order_by("pk").values_list("pk", flat=True))


def _indexes() -> list[object]:
    return list(NewsIndexPage.objects.values_list("pk", flat=True))


PARAMETERS: Final[dict[str, Keys]] = {
    "collection_id": _keys(Collection, depth__gt=1),
    "doc_id": _keys(Document),
    "document_id": _keys(Document),
    "image_id": _keys(Image),
    "page_id": _pages,
    "page_to_move_id": _pages,
    "parent_page_id": _indexes,
    "task_id": _keys(Task),
    "listing_pk": _keys(Listing, live=True),
}

# What ``pk`` stands for where the view does not say it.
ROWS: Final[dict[str, Keys]] = {
    "listings_office:listing": _keys(Listing),
    "oversight_office:decide": _reviews,
    "oversight_office:price": _keys(PriceChange, is_flagged=True),
    "oversight_office:report": _keys(Report),
    "oversight_office:take_down": _keys(TakeDown),
    "reviews_office:decide": _keys(get_model("reviews", "ProductReview"), status=0),
    "stalls_office:assign": _keys(Dossier),
    "stalls_office:dossier": _keys(Dossier, round__gt=0),
    "stalls_office:reopen": _keys(Stall),
    "stalls_office:stall": _keys(Stall),
    "stalls_office:suspend": _keys(Stall),
    "wagtailadmin_collections:delete": _keys(Collection, depth__gt=1),
    "wagtailadmin_collections:edit": _keys(Collection, depth__gt=1),
    "wagtailadmin_pages:unpublish": lambda: [_article().pk],
    "wagtailadmin_workflows:edit_task": _keys(GroupApprovalTask),
    "wagtailadmin_workflows:enable": _keys(Workflow, active=False),
    "wagtailadmin_workflows:enable_task": _keys(Task, active=False),
    # Its view names the pages that it lists, not the workflow that it is about.
    "wagtailadmin_workflows:usage": _keys(Workflow),
    "wagtailadmin_workflows:usage_results": _keys(Workflow),
    "wagtaildocs_chooser:chosen": _keys(Document),
}


def _article() -> NewsPage:
    found: NewsPage = NewsPage.objects.get(slug="mua-ca-phe")
    return found


def _waiting() -> tuple[int, TaskState]:
    page = NewsPage.objects.get(slug="phien-cho")
    return page.pk, page.current_workflow_task_state


def _revisions(name: str) -> list[str]:
    return [reverse(name, args=[_article().pk, row.pk]) for row in _article().revisions.all()]


def _task_action(name: str) -> list[str]:
    page, state = _waiting()
    return [reverse(name, args=[page, action, state.pk]) for action in ("approve", "reject")]


def _bulk() -> list[str]:
    return [
        f"{reverse('wagtail_bulk_action', args=[label, model, action])}?id={pk}"
        for label, model, pk, actions in (
            ("wagtailcore", "page", _article().pk, ("delete", "move", "publish", "unpublish")),
            (
                "wagtailimages",
                "image",
                Image.objects.all()[0].pk,
                ("delete", "add_tags", "add_to_collection"),
            ),
            (
                "wagtaildocs",
                "document",
                Document.objects.all()[0].pk,
                ("delete", "add_tags", "add_to_collection"),
            ),
        )
        for action in actions
    ]


ADDRESSES: Final[dict[str, Callable[[], Iterable[str]]]] = {
    "stalls_office:notice": lambda: [
        reverse("stalls_office:notice", args=[row.stall_id, row.pk]) for row in SuspensionNotice.objects.all()
    ],
    "wagtail_bulk_action": _bulk,
    "wagtailadmin_pages:add": lambda: [
        reverse("wagtailadmin_pages:add", args=["cms", model, NewsIndexPage.objects.get().pk])
        for model in ("newspage",)
    ],
    "wagtailadmin_pages:choose_parent": lambda: [
        reverse("wagtailadmin_pages:choose_parent", args=["cms", "newspage"])
    ],
    "wagtailadmin_pages:collect_workflow_action_data": lambda: _task_action(
        "wagtailadmin_pages:collect_workflow_action_data"
    ),
    "wagtailadmin_pages:confirm_workflow_cancellation": lambda: [
        reverse("wagtailadmin_pages:confirm_workflow_cancellation", args=[_waiting()[0]])
    ],
    "wagtailadmin_pages:move_confirm": lambda: [
        reverse(
            "wagtailadmin_pages:move_confirm",
            args=[_article().pk, NewsIndexPage.objects.get().get_parent().pk],
        )
    ],
    "wagtailadmin_pages:revisions_compare": lambda: [
        reverse("wagtailadmin_pages:revisions_compare", args=[_article().pk, "earliest", "latest"])
    ],
    "wagtailadmin_pages:revisions_revert": lambda: _revisions("wagtailadmin_pages:revisions_revert"),
    "wagtailadmin_pages:type_use": lambda: [reverse("wagtailadmin_pages:type_use", args=["cms", "newspage"])],
    "wagtailadmin_pages:type_use_results": lambda: [
        reverse("wagtailadmin_pages:type_use_results", args=["cms", "newspage"])
    ],
    "wagtailadmin_pages:workflow_history_detail": lambda: [
        reverse(
            "wagtailadmin_pages:workflow_history_detail",
            args=[_waiting()[0], _waiting()[1].workflow_state_id],
        )
    ],
    "wagtailadmin_workflows:remove": lambda: [
        reverse("wagtailadmin_workflows:remove", args=[row.page_id, row.workflow_id])
        for row in WorkflowPage.objects.all()
    ],
    "wagtailadmin_workflows:add_task": lambda: [
        reverse("wagtailadmin_workflows:add_task", args=["wagtailcore", "groupapprovaltask"])
    ],
    "wagtailsettings:edit": lambda: [
        reverse("wagtailsettings:edit", args=["listings", "listingsettings", ListingSettings.load().pk])
    ],
}

_FILE: Final = "a picture or a file: no words of the back office"
_PREVIEW: Final = "the storefront's page, not the back office's"
_ANSWER: Final = "data for a script, in no language"
_SENT: Final = "asks for a file that was sent just before"
_OFF: Final = "switched off by the settings: answers 404"
NO_PAGE: Final[dict[str, str]] = {
    "listings_office:paper": _FILE,
    "listings_office:picture": _FILE,
    "listings_office:preview": _PREVIEW,
    "oversight_office:report_picture": _FILE,
    "quan-tri/.*/$": "adds a missing slash",
    "quan-tri/test404/": "a trial of the page of errors, only where DEBUG is on",
    "stalls_office:paper": _FILE,
    "trong-so:add": "weights are the code's: officers change them, they add none",
    "trong-so:delete": "weights are the code's: officers change them, they take none away",
    "vung-giao-hang:add": "zones are the code's: officers change them, they add none",
    "vung-giao-hang:delete": "zones are the code's: officers change them, they take none away",
    "wagtailadmin_api:documents:detail": _ANSWER,
    "wagtailadmin_api:documents:find": _ANSWER,
    "wagtailadmin_api:documents:listing": _ANSWER,
    "wagtailadmin_api:images:detail": _ANSWER,
    "wagtailadmin_api:images:find": _ANSWER,
    "wagtailadmin_api:images:listing": _ANSWER,
    "wagtailadmin_api:pages:action": _ANSWER,
    "wagtailadmin_api:pages:detail": _ANSWER,
    "wagtailadmin_api:pages:find": _ANSWER,
    "wagtailadmin_api:pages:listing": _ANSWER,
    "wagtailadmin_block_preview": _PREVIEW,
    "wagtailadmin_editing_sessions:ping": "answers posts only",
    "wagtailadmin_editing_sessions:release": "answers posts only",
    "wagtailadmin_error_test": "fails on purpose",
    "wagtailadmin_javascript_catalog": "tests/project/test_allied_catalogues.py reads it",
    "wagtailadmin_login": "leads to the floor's own door",
    "wagtailadmin_logout": "the end of the walk",
    "wagtailadmin_pages:convert_alias": "the floor makes no aliases of pages",
    "wagtailadmin_pages:preview_on_add": _PREVIEW,
    "wagtailadmin_pages:preview_on_edit": _PREVIEW,
    "wagtailadmin_pages:revisions_unschedule": "the floor has no page with a day to go live",
    "wagtailadmin_pages:revisions_view": _PREVIEW,
    "wagtailadmin_pages:view_draft": _PREVIEW,
    "wagtailadmin_pages:workflow_action": "its form comes by collect_workflow_action_data",
    "wagtailadmin_pages:workflow_preview": _PREVIEW,
    "wagtailadmin_password_reset": _OFF,
    "wagtailadmin_password_reset_complete": _OFF,
    "wagtailadmin_password_reset_confirm": _OFF,
    "wagtailadmin_password_reset_done": _OFF,
    "wagtailadmin_sprite": _FILE,
    "wagtailadmin_tag_autocomplete": _ANSWER,
    "wagtailadmin_tag_model_autocomplete": _ANSWER,
    "wagtaildocs:create_multiple_from_uploaded_document": _SENT,
    "wagtaildocs:delete_upload_multiple": _SENT,
    "wagtaildocs_authenticate_with_password": "the public's question for a collection's password",
    "wagtaildocs_serve": _FILE,
    "wagtailimages:create_multiple_from_uploaded_image": _SENT,
    "wagtailimages:delete_upload_multiple": _SENT,
    "wagtailimages:preview": _FILE,
    "wagtailimages:url_generator": _OFF,
    "wagtailimages:url_generator_output": _OFF,
    "wagtailsnippets:index": "carriers have a menu of their own, and there are no other snippets",
    "wagtailsettings:preview_on_edit": _PREVIEW,
}


@dataclass(frozen=True, slots=True)
class Route:
    """One route of the back office: its name, its parameters, and the model that its view names."""

    name: str
    parameters: tuple[str, ...]
    model: Any


def office_routes() -> list[Route]:
    """Return every route below the back office's address."""
    return sorted(set(_routes(get_resolver().url_patterns, "", ())), key=lambda route: route.name)


def _routes(patterns: list[Any], path: str, spaces: tuple[str, ...]) -> Iterator[Route]:
    for one in patterns:
        here = path + str(one.pattern).removeprefix("^")
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, here, (*spaces, one.namespace) if one.namespace else spaces)
        elif isinstance(one, URLPattern) and here.startswith(OFFICE):
            name = ":".join((*spaces, one.name)) if one.name else here
            yield Route(name, tuple(one.pattern.regex.groupindex), _model_of(one.callback))


def _model_of(view: Any) -> Any:
    while view is not None:
        named = getattr(view, "view_initkwargs", {}).get("model") or getattr(
            getattr(view, "view_class", None), "model", None
        )
        if isinstance(named, type):
            return named
        view = getattr(view, "__wrapped__", None)
    return None


def addresses_of(route: Route) -> list[str]:
    """Return where the route leads on this floor; nothing, if nobody said what its parameters are."""
    if route.name in ADDRESSES:
        return list(ADDRESSES[route.name]())
    if not route.parameters:
        return [reverse(route.name)]
    if len(route.parameters) > 1:
        return []
    name = route.parameters[0]
    find = ROWS.get(route.name) or PARAMETERS.get(name) or (_keys(route.model) if route.model else None)
    keys = list(find()) if find else []
    if not route.name.startswith(_OF_EACH):
        keys = keys[:_ALIKE]
    return [reverse(route.name, kwargs={name: key}) for key in keys]
