"""What waits, was refused, was put away or stands at a suspended stall is seen by nobody, anywhere.

Every public address is walked or left out with a reason, so a new one cannot be forgotten.
"""

import json
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoDbBlocker

from marketplace.core.errors import FloorError
from marketplace.fulfilment.models import Placement
from marketplace.shop.catalogue.models import Product
from marketplace.shop.order.services import place_order
from search.models import ProductEntry
from tests.factories.baskets import DETAILS, SAME_ORIGIN, Line, put
from tests.factories.orders import make_basket, placing_of
from tests.factories.places import load_few_places
from tests.marketplace.hidden_goods import (
    FORMERLY_SHOWN,
    LEFT_OUT,
    NEVER_NAMED,
    NEVER_SHOWN,
    ON_SALE,
    OWN_PAPERS,
    SECRET,
    TITLE,
    WALKED,
    WORD,
    World,
    make_world,
    media_of,
    office_addresses,
    public_routes,
    sign_in_everybody,
)
from tests.rows import rows_kept

CONTENT_WORDS = f"Lời tả {SECRET}"
WHO = ("anonymous", "shopper", "other_stall", "editor")
HOW_TO = (
    "A public address is in no list of tests/marketplace/hidden_goods.py. If anything of a listing could "
    "be read there (a title, a price, a picture, a count), add it to WALKED with a function that returns "
    "its addresses for a World; if not, add it to LEFT_OUT with the reason."
)


def test_every_public_address_is_walked_or_left_out_with_a_reason() -> None:
    known = set(WALKED) | set(LEFT_OUT)
    assert [name for name in public_routes() if name not in known] == [], HOW_TO
    gone = sorted(known - set(public_routes()))
    assert gone == [], "These addresses are gone: take them out of tests/marketplace/hidden_goods.py."
    assert sorted(set(WALKED) & set(LEFT_OUT)) == []
    assert all(len(reason) > 5 for reason in LEFT_OUT.values())


def seen(world: World, who: str) -> list[str]:
    """Return every address at which ``who`` reads anything of the hidden listing."""
    found = []
    for name, addresses in WALKED.items():
        own = who == "shopper" and world.state in FORMERLY_SHOWN and name in OWN_PAPERS
        if own or (name in {"order:guest", "order:document"} and world.state in FORMERLY_SHOWN):
            continue  # the order's link is the buyer's own paper, whoever holds it
        with translation.override("vi"):
            here = addresses(world)
        for prefix in ("", "/en"):
            for address in here:
                answer = world.clients[who].get(prefix + address)
                assert answer.status_code < 500, address
                sent = b"".join(answer)
                if sent in world.picture_bytes:
                    found.append(prefix + address)
                body = sent.decode("utf-8", "replace").casefold()
                told = answer.headers.get("Location", "")
                for asked in world.slugs:
                    if asked in address:  # what was asked for may be said back; a link from elsewhere may not
                        body, told = body.replace(asked, ""), told.replace(asked, "")
                if answer.status_code == HTTPStatus.GONE:  # "X has left the shelf" at X's own address
                    body = body.replace(TITLE.casefold(), "")
                if SECRET in body or SECRET in told:
                    found.append(prefix + address)
    return found


def found(world: World, who: str) -> dict[str, list[str]]:
    """Return, for each route, the addresses at which ``who`` is shown goods that are on sale."""
    shown: dict[str, list[str]] = {}
    for name, addresses in WALKED.items():
        with translation.override("vi"):
            here = addresses(world)
        for address in (prefix + one for prefix in ("", "/en") for one in here):
            answer = world.clients[who].get(address)
            sent = b"".join(answer)
            text = sent.decode("utf-8", "replace").casefold()
            if answer.status_code == HTTPStatus.OK and (sent in world.picture_bytes or SECRET in text):
                shown.setdefault(name, []).append(address)
    return shown


@pytest.mark.django_db
def test_walk_finds_the_same_goods_when_they_are_on_sale() -> None:
    """The control: a walk that finds nothing hidden has looked where goods are shown."""
    world = make_world(ON_SALE)
    own = (
        OWN_PAPERS - {"order:guest", "order:document"} - set(NEVER_NAMED)
    )  # these open to whoever holds the link
    signed_in = {"catalogue:review"}
    public = set(WALKED) - own - signed_in - set(NEVER_NAMED)
    give_details(world)
    shown = {who: found(world, who) for who in WHO}
    assert {who: set(names) for who, names in shown.items()} == {
        "anonymous": public,
        "shopper": public | own | signed_in,
        "other_stall": public | signed_in,
        "editor": public | signed_in,
    }
    for who in WHO:
        for name in ("search:all", "search:category", "search:results", "storefront:home"):
            assert len(shown[who][name]) == 2 * len(WALKED[name](world)), name
        assert sorted(shown[who]["search:suggest"]) == [f"/en/goi-y/?q={WORD}", f"/goi-y/?q={WORD}"]
    assert sorted(set(NEVER_NAMED) - set(WALKED)) == []
    assert all(len(reason) > 5 for reason in NEVER_NAMED.values())


def give_details(world: World) -> None:
    """Let the shopper say where the basket goes, so that the review of it has something to show."""
    load_few_places()
    shopper, address = world.clients["shopper"], reverse("checkout:details")
    # Once for the commune, of which the charge is known then; once with what was read.
    read = shopper.post(address, DETAILS).context["seen"]
    answer = shopper.post(address, {**DETAILS, "da-xem": read})
    assert answer.headers["Location"] == reverse("checkout:review")


@pytest.fixture(scope="class")
def kept_world(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[World]:
    """Build the floor of the class's state once."""
    with rows_kept(django_db_blocker):
        yield make_world(request.cls.state)


@pytest.fixture
def world(kept_world: World) -> World:
    """Let everybody look at that floor in a browser of their own."""
    sign_in_everybody(kept_world)
    return kept_world


@pytest.mark.django_db
class Hidden:
    """What holds of goods in any state that nobody may see."""

    state: ClassVar[str]

    def test_no_reader_shows_it(self, world: World) -> None:
        assert {who: seen(world, who) for who in WHO} == {who: [] for who in WHO}

    def test_nobody_buys_or_puts_it_aside(self, world: World) -> None:
        before = Line.objects.count()
        for who, client in world.clients.items():
            for key in [*world.product_ids, 999_999]:
                assert put(client, key).status_code in {302, 303}
                client.post(reverse("account:wish"), {"product_id": key}, headers=SAME_ORIGIN)
            if who != "shopper" or world.state not in FORMERLY_SHOWN:
                page = client.get(reverse("account:wishlist"))
                assert SECRET not in page.content.decode().casefold()
        assert Line.objects.count() == before

    def test_editor_finds_it_nowhere_in_the_back_office(self, world: World) -> None:
        opened = 0
        for address in office_addresses():
            answer = world.clients["editor"].get(address)
            if answer.status_code == HTTPStatus.OK and not answer.streaming:
                assert SECRET not in answer.content.decode("utf-8", "replace").casefold(), address
                opened += 1
        assert opened > 10

    def test_counts_and_structured_data_do_not_count_it(self, world: World) -> None:
        page = world.clients["anonymous"].get(reverse("search:results"), {"q": WORD})
        assert [card.title for card in page.context["page"].cards] == []
        home = world.clients["anonymous"].get(
            reverse("catalogue:detail", kwargs={"product_slug": world.open_product.slug})
        )
        assert SECRET not in json.dumps(home.content.decode()).casefold()


class NeverShown(Hidden):
    def test_what_was_never_shown_has_no_row_page_or_picture(self, world: World) -> None:
        assert Product.objects.filter(title__icontains=SECRET).count() == 0
        assert ProductEntry.objects.filter(title__icontains=SECRET).count() == 0
        public = [path.name for path in Path(settings.MEDIA_ROOT).rglob(f"{world.digest}*")]
        assert public == []
        for who in WHO:
            codes = {
                world.clients[who].get(reverse("catalogue:detail", kwargs={"product_slug": slug})).status_code
                for slug in world.slugs
            }
            assert codes == {404}


class FormerlyShown(Hidden):
    def test_pictures_of_what_left_the_shelf_answer_nobody(self, world: World) -> None:
        assert [path.name for path in Path(settings.MEDIA_ROOT).rglob(f"{world.digest}*")] == []
        for who in WHO:
            for name in media_of(world.digest):
                assert world.clients[who].get(default_storage.url(name)).status_code == 404
        for name in ("basket:summary", "account:wishlist"):
            page = world.clients["shopper"].get(reverse(name)).content.decode()
            assert SECRET in page.casefold()
            assert world.digest not in page

    def test_what_left_the_shelf_says_so_and_tells_nothing_more(self, world: World) -> None:
        for who in WHO:
            page = world.clients[who].get(
                reverse("catalogue:detail", kwargs={"product_slug": world.slugs[0]})
            )
            assert page.status_code == 410
            assert CONTENT_WORDS not in page.content.decode()
            assert world.digest not in page.content.decode()
            assert "application/ld+json" not in page.content.decode()

    def test_basket_that_holds_it_is_not_placed_and_an_old_order_does_not_bring_it_back(
        self, world: World
    ) -> None:
        hidden = Product.objects.get(pk=world.listing.product_id)
        basket = make_basket((hidden, 1), owner=None)
        orders = Placement.objects.count()
        with pytest.raises(FloorError):
            place_order(**placing_of(basket))
        assert Placement.objects.count() == orders
        mine = Line.objects.filter(basket__owner=world.shopper, basket__status="Open")
        held = mine.filter(product=hidden).count()
        number = world.placement.order.number
        answer = world.clients["shopper"].post(reverse("account:reorder", kwargs={"number": number}))
        assert answer.status_code == 302
        assert mine.filter(product=hidden).count() == held
        assert mine.filter(product=world.open_product).count() == 1


class TestDraft(NeverShown):
    state = "draft"


class TestPending(NeverShown):
    state = "pending"


class TestRejected(NeverShown):
    state = "rejected"


class TestEdit(NeverShown):
    state = "edit"


class TestSuspended(FormerlyShown):
    state = "suspended"


class TestArchived(FormerlyShown):
    state = "archived"


class TestTakenDown(FormerlyShown):
    state = "taken_down"


def test_goods_are_hidden_in_every_state() -> None:
    assert [kind.state for kind in NeverShown.__subclasses__()] == [*NEVER_SHOWN]
    assert [kind.state for kind in FormerlyShown.__subclasses__()] == [*FORMERLY_SHOWN]
