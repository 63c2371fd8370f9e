"""What a page of answers says beside its goods."""

import pytest

from marketplace.places.models import Province, Ward
from marketplace.stalls.enums import ShippingZone
from marketplace.stalls.models import ShippingRate
from search.indexing.sync import index_products
from search.plan import Tier
from tests.factories.stalls import StallFactory
from tests.search.helpers import ask, on_shelf, titles

pytestmark = pytest.mark.django_db


def test_page_says_what_was_corrected_and_what_is_relaxed() -> None:
    on_shelf("Nước mắm cá cơm")
    on_shelf("Nước mắm cá nục")
    page = ask("nướt mắm cá nục")
    assert (page.suggestion, page.corrected_to) == ("nước mắm cá nục", "nước mắm cá nục")
    assert titles(page)[0] == "Nước mắm cá nục"
    plain = ask("nước mắm cá nục")
    assert (plain.suggestion, plain.exact_total, plain.total, plain.relaxed) == (None, 1, 2, True)
    assert [hit.is_relaxed for hit in plain.hits] == [False, True]
    assert plain.took_ms > 0


def test_hit_marks_what_was_asked_for() -> None:
    on_shelf("Nước mắm cá cơm", description="Ủ từ cá cơm than và muối biển.")
    (hit,) = ask("ca com").hits
    assert hit.title == (("Nước mắm ", False), ("cá cơm", True))
    assert ("cá cơm", True) in hit.snippet
    assert (hit.tier, hit.score > 0) == (Tier.FOLDED, True)
    assert ask().hits == ()


def test_price_alone_is_a_filter() -> None:
    on_shelf("Trà", price=50_000)
    on_shelf("Sâm", price=500_000)
    assert titles(ask("dưới 100k")) == ["Trà"]
    # What the form says goes before what the words say.
    assert titles(ask("dưới 100k", price_max=600_000, price_min=60_000)) == ["Sâm"]


def test_price_beside_a_quantity_and_no_word_is_a_filter() -> None:
    on_shelf("Trà 500g", price=50_000)
    on_shelf("Sâm 500g", price=500_000)
    on_shelf("Trà 1kg", price=60_000)
    assert titles(ask("500g dưới 100k")) == ["Trà 500g"]


def test_goods_that_come_to_my_commune() -> None:
    far = Ward.objects.create(
        code="00001", name="phường Xa", short_name="Xa",
        province=Province.objects.get_or_create(code="01", defaults={"name": "Hà Nội", "short_name": "Hà Nội"})[0],
    )  # fmt: skip
    near_only, everywhere = StallFactory.create(), StallFactory.create()
    ShippingRate.objects.filter(stall__in=(near_only, everywhere)).delete()
    for stall, zones in ((near_only, [ShippingZone.PROVINCE]), (everywhere, list(ShippingZone))):
        ShippingRate.objects.bulk_create(ShippingRate(stall=stall, zone=zone, charge=1) for zone in zones)
    one, other = on_shelf("Rau", stall=near_only), on_shelf("Trà", stall=everywhere)
    index_products([one.pk, other.pk])
    assert titles(ask(ships_to=far.code)) == ["Trà"]
    home = near_only.ward.code
    assert set(titles(ask(ships_to=home))) == {"Rau", "Trà"}
    assert ask(ships_to="99999").total == 2
    counted = {bucket.value: bucket.count for bucket in ask().counts.zones}
    assert counted == {"province": 2, "region": 1, "nation": 1}


def test_correction_that_leads_nowhere_is_not_offered() -> None:
    on_shelf("Mật ong rừng")
    on_shelf("Chuối sấy")
    assert ask("ruwngf").suggestion == "rừng"
    found = ask("chuốii ruwngf")
    assert (found.total, found.suggestion, found.corrected_to) == (0, None, None)
    assert ask("ruwngf", price_max=1).suggestion == "rừng"
