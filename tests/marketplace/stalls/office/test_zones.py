"""Which provinces count as near is the department's to say: what a change does, what is refused, and who may."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import ModelLogEntry

from marketplace.core.caching.kept_pages import current_mark
from marketplace.places.models import Province
from marketplace.stalls.enums import ShippingZone
from marketplace.stalls.models import DeliveryZone, ShippingRate
from marketplace.stalls.shipping.options import shipping_options
from marketplace.stalls.shipping.zones import current_zones, load_zones, zone_for
from search.indexing.sync import index_waiting
from tests.factories.people import UserFactory, editor, officer
from tests.factories.places import ProvinceFactory
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.people import sign_in
from tests.search.helpers import on_shelf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("department_rules")]
INDEX = "vung-giao-hang:index"
NAMES = {"01": "Hà Nội", "44": "Quảng Trị", "46": "Huế", "48": "Đà Nẵng", "79": "Hồ Chí Minh"}


@pytest.fixture
def places() -> dict[str, Province]:
    """Return five provinces by code, and write the zones that a floor is shipped with."""
    made = {
        code: ProvinceFactory.create(code=code, name=f"tỉnh {name}", short_name=name)
        for code, name in NAMES.items()
    }
    load_zones(apps)
    return made


@pytest.fixture
def desk(client: Client, places: dict[str, Province]) -> Client:
    client.force_login(officer(full_name="Lê Thị Thanh Tâm"))
    return client


def near() -> DeliveryZone:
    return DeliveryZone.objects.get(zone=ShippingZone.REGION)


def edit(row: DeliveryZone) -> str:
    return reverse("vung-giao-hang:edit", args=[row.pk])


def typed(*provinces: Province, **changes: Any) -> dict[str, Any]:
    return {
        "name": "miền Trung",
        "name_en": "Central Vietnam",
        "provinces": [one.pk for one in provinces],
        **changes,
    }


def codes() -> set[str]:
    return set(near().provinces.values_list("code", flat=True))


def told(content: bytes) -> str:
    page = BeautifulSoup(content, "html.parser")
    return " ".join(tag.get_text(" ", strip=True) for tag in page.select(".error-message"))


def test_floor_begins_with_the_zones_that_stood_in_code_and_keeps_what_was_changed(
    places: dict[str, Province],
) -> None:
    rows = [(row.zone, row.name, row.name_en) for row in DeliveryZone.objects.all()]
    assert rows == [
        ("province", "trong tỉnh", "within the province"),
        ("region", "miền Trung", "Central Vietnam"),
        ("nation", "toàn quốc", "nationwide"),
    ]
    assert codes() == {"46", "48"}
    near().provinces.set([places["01"]])
    DeliveryZone.objects.update(name="các tỉnh bên")
    load_zones(apps)
    assert codes() == {"01"}
    assert {row.name for row in DeliveryZone.objects.all()} == {"các tỉnh bên"}


def test_province_that_an_officer_moves_is_asked_another_rate_at_once_and_nobody_else(
    desk: Client, places: dict[str, Province], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    stall = StallFactory.create()

    def charges() -> dict[str, int]:
        return {
            code: shipping_options(stalls=[stall], province_code=code, goods_totals={})[stall.pk][0].charge
            for code in NAMES
        }

    assert charges() == {"01": 36_000, "44": 18_000, "46": 26_000, "48": 26_000, "79": 36_000}
    before = current_mark()
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(edit(near()), typed(places["46"], places["01"]))
    assert answer.status_code == 302
    assert charges() == {"01": 26_000, "44": 18_000, "46": 26_000, "48": 36_000, "79": 36_000}
    assert current_mark() != before
    assert set(ShippingRate.objects.filter(stall=stall).values_list("zone", "charge")) == {
        ("province", 18_000),
        ("region", 26_000),
        ("nation", 36_000),
    }


def test_filter_and_counts_of_a_list_follow_without_indexing_anew(
    desk: Client, places: dict[str, Province], django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    stall = StallFactory.create(rates=[])
    ShippingRate.objects.create(stall=stall, zone=ShippingZone.REGION, charge=1)
    on_shelf("Tiêu Cùa", stall=stall)
    index_waiting()

    def found(code: str) -> int:
        return int(Client().get(f"/san-pham/?giao-toi={code}").context["page"].total)

    assert {code: found(code) for code in ("01", "48")} == {"01": 0, "48": 1}
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(edit(near()), typed(places["01"]))
    assert {code: found(code) for code in ("01", "48")} == {"01": 1, "48": 0}


def test_change_is_logged_in_names_before_and_after(desk: Client, places: dict[str, Province]) -> None:
    desk.post(edit(near()), typed(places["46"], places["01"], name="các tỉnh gần"))
    (entry,) = ModelLogEntry.objects.all()
    assert (entry.action, str(entry.user)) == ("wagtail.edit", "Lê Thị Thanh Tâm")
    sides = {
        side: (facts.pop("Tên vùng"), set(facts.pop("Các tỉnh tính là gần").split(", ")), facts)
        for side, facts in entry.data.items()
    }
    assert sides == {
        "before": ("miền Trung", {"tỉnh Huế", "tỉnh Đà Nẵng"}, {}),
        "after": ("các tỉnh gần", {"tỉnh Huế", "tỉnh Hà Nội"}, {}),
    }


@pytest.mark.parametrize(
    ("chosen", "changes", "sentence"),
    [
        (["46"], {"name": " "}, "Ghi tên vùng, như «miền Trung»."),
        (["46"], {"name": "Toàn quốc"}, "Đã có vùng tên «Toàn quốc»."),
        (["46"], {"name_en": "Nationwide"}, "Đã có vùng tên «Nationwide»."),
        ([], {}, "Đánh dấu ít nhất một tỉnh."),
        (["44", "46"], {}, "Quảng Trị là tỉnh của sàn, đã là một vùng riêng."),
        (
            ["01", "46", "48", "79"],
            {},
            "Để lại ít nhất một tỉnh: nếu mọi tỉnh đều là gần thì không còn vùng nào xa hơn.",
        ),
    ],
)
def test_nonsense_is_refused_and_changes_nothing(
    desk: Client, places: dict[str, Province], chosen: list[str], changes: dict[str, str], sentence: str
) -> None:
    answer = desk.post(edit(near()), typed(*(places[code] for code in chosen), **changes))
    assert answer.status_code == 200
    assert told(answer.content) == sentence
    assert (near().name, codes()) == ("miền Trung", {"46", "48"})
    assert list(ModelLogEntry.objects.all()) == []


def test_other_zones_have_a_name_and_no_provinces(desk: Client, places: dict[str, Province]) -> None:
    far = DeliveryZone.objects.get(zone=ShippingZone.NATION)
    answer = desk.post(edit(far), typed(places["48"], name="các tỉnh xa", name_en=""))
    assert answer.status_code == 302
    far.refresh_from_db()
    assert (far.name, list(far.provinces.all())) == ("các tỉnh xa", [])
    assert codes() == {"46", "48"}


def test_no_zone_is_added_or_taken_away(places: dict[str, Province]) -> None:
    chief = Client()
    chief.force_login(UserFactory.create(is_superuser=True))
    chief.post(reverse("vung-giao-hang:add"), typed(places["01"], name="miền Nam"))
    chief.post(reverse("vung-giao-hang:delete", args=[near().pk]))
    assert [row.zone for row in DeliveryZone.objects.all()] == ["province", "region", "nation"]
    assert reverse("vung-giao-hang:add") not in chief.get(reverse(INDEX)).content.decode()


def test_editor_of_news_neither_sees_nor_changes_zones(places: dict[str, Province]) -> None:
    news = Client()
    news.force_login(editor())
    assert news.get(edit(near())).status_code == 302
    assert news.post(edit(near()), typed(places["01"])).status_code == 302
    assert codes() == {"46", "48"}
    assert reverse(INDEX) not in news.get("/quan-tri/").content.decode()


def test_list_says_what_each_zone_takes_in_and_how_many_stalls_go_there(desk: Client) -> None:
    StallFactory.create()
    some = StallFactory.create(rates=[])
    ShippingRate.objects.create(stall=some, zone=ShippingZone.NATION, charge=1)
    page = BeautifulSoup(desk.get(reverse(INDEX)).content, "html.parser")
    rows = [
        [" ".join(cell.get_text(" ", strip=True).split()) for cell in row.select("td")]
        for row in page.select("table.listing > tbody > tr")
    ]
    assert [row[-2:] for row in rows] == [
        ["tỉnh Quảng Trị", "1"],
        ["2 tỉnh, thành phố: Đà Nẵng, Huế", "1"],
        ["2 tỉnh, thành phố: Hà Nội, Hồ Chí Minh", "2"],
    ]


def test_form_offers_the_other_provinces_and_says_which_stalls_a_change_leaves_behind(desk: Client) -> None:
    for zones in ([ShippingZone.REGION], [ShippingZone.NATION], [ShippingZone.NATION]):
        stall = StallFactory.create(rates=[])
        ShippingRate.objects.bulk_create(ShippingRate(stall=stall, zone=zone, charge=1) for zone in zones)
    page = BeautifulSoup(desk.get(edit(near())).content, "html.parser")
    boxes = {
        label.get_text(strip=True): label.select("input")[0].has_attr("checked")
        for label in page.select(".office-provinces label")
    }
    assert boxes == {"Đà Nẵng": True, "Hà Nội": False, "Hồ Chí Minh": False, "Huế": True}
    said = " ".join(page.select(".office-zone")[0].get_text(" ", strip=True).split())
    assert "1 gian hàng đang bán có phí giao cho vùng này." in said
    assert "2 gian hàng có phí cho vùng «toàn quốc» mà chưa có cho vùng này" in said
    assert "1 gian hàng có phí cho vùng này mà không có cho vùng «toàn quốc»" in said


def test_second_of_two_officers_is_told_which_provinces_stand(
    desk: Client, places: dict[str, Province]
) -> None:
    page = BeautifulSoup(desk.get(edit(near())).content, "html.parser")
    opened = {"opened_as": page.select("input[name=opened_as]")[0]["value"]}
    desk.post(edit(near()), typed(places["46"]))
    answer = desk.post(edit(near()), typed(places["01"], **opened))
    assert answer.status_code == 200
    assert "Các tỉnh tính là gần: tỉnh Huế" in answer.content.decode()
    assert codes() == {"46"}


def test_stall_reads_the_zones_by_the_departments_names_and_which_provinces_they_take_in(
    desk: Client, places: dict[str, Province]
) -> None:
    desk.post(edit(near()), typed(places["46"], places["01"], name="các tỉnh gần", name_en=""))
    keeper = Client()
    sign_in(keeper, StallFactory.create())

    def labels(address: str) -> list[str]:
        page = BeautifulSoup(keeper.get(address).content, "html.parser")
        return [tag.get_text("|", strip=True) for tag in page.select("form section > .field .choice")][:3]

    assert labels(reverse("desk:delivery")) == [
        "Giao trong tỉnh|Quảng Trị",
        "Giao các tỉnh gần|Hà Nội, Huế",
        "Giao toàn quốc|Các tỉnh, thành phố còn lại.",
    ]


def test_row_in_another_language_falls_back_on_the_vietnamese_name(places: dict[str, Province]) -> None:
    DeliveryZone.objects.filter(zone=ShippingZone.REGION).update(name="các tỉnh gần", name_en="")
    with translation.override("en"):
        assert current_zones().name_of(ShippingZone.REGION) == "các tỉnh gần"
        assert current_zones().name_of(ShippingZone.NATION) == "nationwide"
    assert zone_for("46") == ShippingZone.REGION
