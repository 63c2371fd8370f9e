"""Goods that must not be seen, people who look, and the addresses they look at.

``WALKED`` and ``LEFT_OUT`` together name every public address of the floor. A new one goes into
``WALKED`` with a function that makes its addresses out of a :class:`World`; or, if nothing of a listing
can possibly be read there, into ``LEFT_OUT`` with the reason.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Q
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from oscar.core.loading import get_model

from marketplace.accounts.models import User
from marketplace.core.files.imaging import WIDTHS
from marketplace.core.files.pictures import rendition_name
from marketplace.fulfilment.models import Placement
from marketplace.listings.models import Listing
from marketplace.listings.services import archive_listing, reject, save_revision, take_down
from marketplace.shop.catalogue.models import Category, Product, ProductImage
from marketplace.shop.catalogue.renditions import render_missing
from marketplace.shop.catalogue.shelf_files import settle_waiting
from marketplace.stalls.models import Stall
from marketplace.stalls.services import suspend_stall
from search.indexing.sync import index_waiting
from tests.factories.baskets import put
from tests.factories.catalogue import CategoryFactory, buyable, published_product
from tests.factories.listings import listing_draft, officer, photo, submitted
from tests.factories.orders import make_order
from tests.factories.people import UserFactory, editor
from tests.factories.stalls import StallFactory, StallMemberFactory
from tests.marketplace.storefront.shop_front import newspaper

_colours = count(1)
WishList = get_model("wishlists", "WishList")

# In title, description, code and label of what is hidden, and nowhere else on the floor.
SECRET = "bimatzqx"
# What people look for: it stands in the title too, so an answer that found the goods would name the secret.
WORD = "kinhlup"
TITLE = f"{SECRET.title()} {WORD}"
CONTENT: dict[str, Any] = {
    "title": TITLE,
    "description": f"Lời tả {SECRET}.",
    "sku": f"{SECRET}-1",
}

NEVER_SHOWN = ("draft", "pending", "rejected", "edit")
FORMERLY_SHOWN = ("suspended", "archived", "taken_down")
# The same goods, approved and on the shelf: what the walk finds when there is something to find.
ON_SALE = "on_sale"


@dataclass(kw_only=True)
class World:
    """One hidden listing, what a shopper kept of it, and goods on sale beside it."""

    state: str
    listing: Listing
    stall: Stall
    category: Category
    open_product: Product
    shopper: User
    placement: Placement
    digest: str = ""
    picture_bytes: frozenset[bytes] = frozenset()
    people: dict[str, User] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    @property
    def slugs(self) -> list[str]:
        """Every address the goods might have."""
        known = (
            []
            if self.state == "edit"
            else Product.objects.filter(listing=self.listing).values_list("slug", flat=True)
        )
        return [*known, f"{SECRET}-{WORD}", f"{SECRET}-{WORD}-{self.listing.pk}"]

    @property
    def product_ids(self) -> list[int]:
        """Keys under which somebody might ask for the goods."""
        if self.state == "edit":
            return []
        own = Q(listing=self.listing) | Q(parent__listing=self.listing)
        return list(Product.objects.filter(own).values_list("pk", flat=True))


def make_world(state: str) -> World:
    """Build the floor around one listing in ``state``: hidden, or ``ON_SALE`` to see that it would be found."""
    newspaper()
    category = CategoryFactory.create(name="Quầy mở", slug="quay-mo")
    stall = StallFactory.create()
    open_product = published_product(stall=StallFactory.create(), category=category, title="Mật ong mở")
    shopper = UserFactory.create()
    bought = [(buyable(open_product)[0], 1)]
    number = next(_colours)  # far enough apart to be other bytes in a JPEG, so that nobody has published them
    picture = photo(f"rgb({number % 16 * 16}, {number // 16 * 16}, 133)")
    content = {**CONTENT, "stall": stall, "category": category, "photos": [picture]}
    was_shown = state in {*FORMERLY_SHOWN, ON_SALE}
    if was_shown:
        product = published_product(**content)
        bought.append((buyable(product)[0], 1))
        listing = product.listing
    elif state == "edit":
        listing = published_product(stall=stall, category=category, title="Hàng đang bán").listing
        save_revision(
            listing=listing,
            content={"title": TITLE, "description": CONTENT["description"]},
            photos=[picture],
        )
    else:
        listing = listing_draft(**content)
    placement = make_order(*bought, owner=shopper)
    world = World(
        state=state,
        listing=listing,
        stall=stall,
        category=category,
        open_product=open_product,
        shopper=shopper,
        placement=placement,
        digest=picture.picture.digest,
    )
    _let_in(world)
    sign_in_everybody(world)
    if was_shown:
        _keep(world)
        render_missing()
    world.picture_bytes = frozenset(_files_of(world.digest))
    assert bool(world.picture_bytes) == was_shown
    _hide(world)
    settle_waiting()
    world.listing = Listing.objects.get(pk=listing.pk)
    index_waiting()
    return world


def media_of(digest: str) -> list[str]:
    """Return the public name of a picture and of each copy that there can be."""
    original = f"goods/{digest[:2]}/{digest}.jpg"
    return [original, *(rendition_name(original, width) for width in WIDTHS)]


def _files_of(digest: str) -> Iterator[bytes]:
    """What the public could keep of a picture; of one that was never shown, nothing."""
    for name in media_of(digest):
        if default_storage.exists(name):
            with default_storage.open(name) as file:
                yield file.read()


def _let_in(world: World) -> None:
    other = StallMemberFactory.create(stall=world.open_product.stall, user=UserFactory.create()).user
    world.people = {"shopper": world.shopper, "other_stall": other, "editor": editor()}


def sign_in_everybody(world: World) -> None:
    """Give each reader a browser of their own, in which nothing happened yet."""
    world.clients = {"anonymous": Client()}
    for name, person in world.people.items():
        world.clients[name] = Client()
        world.clients[name].force_login(person)


def _keep(world: World) -> None:
    """Let the shopper put the goods aside and in the basket while they are still on sale."""
    product = Product.objects.get(listing=world.listing)
    put(world.clients["shopper"], buyable(product)[0])
    world.clients["shopper"].get(reverse("basket:summary"))  # reads "added to the basket" and forgets it
    wishes, _made = WishList.objects.get_or_create(owner=world.shopper, defaults={"name": "Món để dành"})
    wishes.lines.create(product=product, title=product.title)


def _hide(world: World) -> None:
    listing = world.listing
    if world.state in {"pending", "edit"}:
        submitted(listing)
    elif world.state == "rejected":
        reject(task_state=submitted(listing), user=officer(), comment="Không được bán.")
    elif world.state == "suspended":
        suspend_stall(stall=world.stall, reason="Giấy phép hết hạn.")
    elif world.state == "archived":
        archive_listing(listing=listing)
    elif world.state == "taken_down":
        take_down(listing=listing, reason="Không được bán.", user=officer())


Addresses = Callable[[World], list[str]]


def _plain(name: str) -> Addresses:
    return lambda _world: [reverse(name)]


def _lists(name: str, **kwargs: str) -> Addresses:
    """A list, bare and asked for the goods in each way a list can be asked."""
    return lambda world: [
        reverse(name, kwargs=kwargs) + query
        for query in ("", f"?q={WORD}", f"?gian-hang={world.stall.slug}", "?sap-xep=moi-nhat", "?trang=2")
    ]


def _of_order(name: str) -> Addresses:
    return lambda world: [
        reverse(name, kwargs={"number": world.placement.order.number, "token": world.placement.token})
    ]


def _of_product(name: str) -> Addresses:
    return lambda world: [
        reverse(name, kwargs={"product_slug": slug}) for slug in [*world.slugs, world.open_product.slug]
    ]


_ROADS_OUT = ("/logout/", "/failwhale/", "/test404/")


WALKED: dict[str, Addresses] = {
    "sitemap": _plain("sitemap"),
    "sitemap-section": lambda _world: [
        reverse("sitemap-section", kwargs={"section": section})
        for section in ("pages", "products", "stalls", "news")
    ],
    "media": lambda world: [default_storage.url(name) for name in media_of(world.digest)],
    "storefront:home": _plain("storefront:home"),
    "storefront:stalls": _plain("storefront:stalls"),
    "storefront:stall": lambda _world: [
        reverse("storefront:stall", kwargs={"slug": slug}) + query
        for slug in Stall.objects.values_list("slug", flat=True)
        for query in ("", f"?q={WORD}")
    ],
    "storefront:fragment": _plain("storefront:fragment"),
    "search:all": _lists("search:all"),
    "search:category": _lists("search:category", slug="quay-mo"),
    "search:results": _lists("search:results"),
    "search:suggest": _lists("search:suggest"),
    "search:ranking": _plain("search:ranking"),
    "catalogue:detail": _of_product("catalogue:detail"),
    "catalogue:review": _of_product("catalogue:review"),
    "basket:summary": _plain("basket:summary"),
    "checkout:details": _plain("checkout:details"),
    "checkout:review": _plain("checkout:review"),
    "order:guest": _of_order("order:guest"),
    "order:document": _of_order("order:document"),
    "order:picture": lambda world: [
        reverse(
            "order:picture",
            kwargs={"number": world.placement.order.number, "token": "x" * 32, "image_pk": key},
        )
        for key in [*ProductImage.objects.filter(digest=world.digest).values_list("pk", flat=True), 999_999]
    ],
    "account:home": _plain("account:home"),
    "account:orders": _plain("account:orders"),
    "account:order": lambda world: [
        reverse("account:order", kwargs={"number": world.placement.order.number})
    ],
    "account:wishlist": _plain("account:wishlist"),
    "account:export": _plain("account:export"),
    "notifications:mailbox": _plain("notifications:mailbox"),
    "reports:write": lambda world: [f"{reverse('reports:write')}?mon={slug}" for slug in world.slugs],
    "wagtail_serve": lambda _world: [reverse("wagtail_serve", args=["tin-tuc/"])],
}

_POST_ONLY = "answers posts only; the tests of this walk send them"
_PERSON = "who somebody is; knows no goods"
LEFT_OUT: dict[str, str] = {
    "healthz": "one word",
    "readyz": "one word for each service",
    "robots": "fixed lines",
    "favicon": "leads to a file of the theme",
    "places:wards": "communes only",
    "search:count": _POST_ONLY,
    "catalogue:seen": _POST_ONLY,
    "basket:add": _POST_ONLY,
    "basket:update": _POST_ONLY,
    "checkout:place": _POST_ONLY,
    "order:cancel_part": "one part of an order, by the order's own key; the order's page is walked",
    "order:lookup": "a form of number and phone",
    "accounts:login": _PERSON,
    "accounts:register": _PERSON,
    "accounts:logout": _PERSON,
    "accounts:send_verification": _PERSON,
    "accounts:verify": _PERSON,
    "accounts:password_reset": _PERSON,
    "accounts:password_reset_sent": _PERSON,
    "accounts:password_reset_confirm": _PERSON,
    "accounts:profile": _PERSON,
    "accounts:change_email": _PERSON,
    "accounts:change_password": _PERSON,
    "accounts:privacy": _PERSON,
    "accounts:second_factor": _PERSON,
    "accounts:code": _PERSON,
    "accounts:renew_codes": _POST_ONLY,
    "accounts:turn_off": _POST_ONLY,
    "accounts:demo_codes": "codes of the demo's accounts",
    "accounts:withdraw": _POST_ONLY,
    "stalls:start": _PERSON,
    "stalls:begin": _POST_ONLY,
    "stalls:kind": _PERSON,
    "stalls:facts": _PERSON,
    "stalls:contact": _PERSON,
    "stalls:bank": _PERSON,
    "stalls:papers": _PERSON,
    "stalls:send_paper": _POST_ONLY,
    "stalls:remove_paper": _POST_ONLY,
    "stalls:paper": _PERSON,
    "stalls:review": _PERSON,
    "stalls:saved": _PERSON,
    "stalls:invitation": _PERSON,
    "stalls:withdraw": _POST_ONLY,
    "stalls:discard": _POST_ONLY,
    "account:reorder": _POST_ONLY,
    "account:addresses": _PERSON,
    "account:address_new": _PERSON,
    "account:address": _PERSON,
    "account:address_delete": _POST_ONLY,
    "account:address_default": _POST_ONLY,
    "account:wish": _POST_ONLY,
    "account:unwish": _POST_ONLY,
    "account:close": _PERSON,
    "reports:status": "a report's own words, by its own key",
    "notifications:message": "one letter to its own recipient; the list of letters is walked",
    "notifications:letter": "the same letter's body",
    "wagtailcore_authenticate_with_password": "Wagtail's question for a page's password",
    "wagtailcore_login": "Wagtail's door to such a page",
}

# Addresses of the walk at which goods on sale are not seen either, and why they are walked all the same.
NEVER_NAMED: dict[str, str] = {
    "sitemap": "names the parts of the map; sitemap-section has the goods",
    "storefront:stalls": "tells how many goods a stall has, not which",
    "storefront:fragment": "tells how many pieces lie in the basket",
    "search:ranking": "tells how lists are ordered",
    "account:home": "orders by number and total",
    "account:orders": "orders by number and total",
    "notifications:mailbox": "letters of the demo; answers 404 elsewhere",
    "wagtail_serve": "an article without goods in it",
}

# Whole areas that a stranger never enters; each has a walk of its own.
OTHER_WALKS = {
    "quan-tri/": "the back office; an editor walks it in test_nothing_waits_in_sight",
    "kenh-ban-hang/": "a stall's own desk; tests/marketplace/desk walks it as every role",
}

# What somebody bought, chose or put aside is theirs to read, with the name it had then.
OWN_PAPERS = {
    "basket:summary",
    "checkout:details",
    "checkout:review",
    "order:guest",
    "order:document",
    "order:picture",  # by whoever bought it, signed in
    "account:home",
    "account:orders",
    "account:order",
    "account:wishlist",
    "account:export",
    "notifications:mailbox",
}


def public_routes() -> list[str]:
    """Return the name of every address outside the back office; one without a name by its pattern."""
    return sorted(set(_routes(get_resolver().url_patterns, (), "")))


def office_addresses() -> list[str]:
    """Return every address of the back office that needs nothing but its name."""
    return sorted(set(_office(get_resolver().url_patterns, "")))


def _office(patterns: list[Any], path: str) -> Iterator[str]:
    for one in patterns:
        here = path + str(one.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(one, URLResolver):
            yield from _office(one.url_patterns, here)
        elif here.startswith("quan-tri/") and not set("<(*") & set(here) and not here.endswith(_ROADS_OUT):
            yield f"/{here}"


def _routes(patterns: list[Any], spaces: tuple[str, ...], path: str) -> Iterator[str]:
    for one in patterns:
        here = path + str(one.pattern)
        if here.startswith(tuple(OTHER_WALKS)):
            continue
        if isinstance(one, URLResolver):
            inner = (*spaces, one.namespace) if one.namespace else spaces
            yield from _routes(one.url_patterns, inner, here)
        elif isinstance(one, URLPattern):
            yield ":".join((*spaces, one.name)) if one.name else here
