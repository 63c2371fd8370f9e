"""Places: the whole official list, written as people write it, in the order of the alphabet."""

import unicodedata

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from marketplace.places.former import former_province
from marketplace.places.models import Province, Ward
from marketplace.places.selectors import find_ward, find_ward_by_name, provinces, wards_of
from marketplace.places.services import load_places
from marketplace.places.sorting import alphabetical
from tests.factories.places import WARDS, WardFactory, load_few_places

pytestmark = pytest.mark.django_db


def test_load_writes_every_province_and_commune() -> None:
    loaded = load_places()
    assert (loaded.provinces, loaded.wards) == (34, 3321)
    assert (Province.objects.count(), Ward.objects.count()) == (34, 3321)
    own = Province.objects.get(code="44")
    assert (own.name, own.short_name, own.wards.count()) == ("tỉnh Quảng Trị", "Quảng Trị", 78)
    assert Province.objects.get(code="46").name == "thành phố Huế"
    assert Province.objects.get(code="01").name == "thành phố Hà Nội"
    names = dict(own.wards.values_list("code", "name"))
    assert names["19597"] == "xã Cam Lộ"
    assert names["19333"] == "phường Đông Hà"
    assert names["19742"] == "đặc khu Cồn Cỏ"
    # The factories' units are real ones.
    assert {code: Ward.objects.get(code=code).name for code in WARDS} == {
        code: name for code, (_province, name, _short) in WARDS.items()
    }


def test_commune_of_this_province_lay_in_one_of_two() -> None:
    load_places()
    codes = Ward.objects.filter(province__code="44").order_by("code").values_list("code", flat=True)
    names = [former_province(code) for code in codes]
    assert (names.count("Quảng Bình"), names.count("Quảng Trị")) == (41, 37)
    last = find_ward(code=list(codes)[40])
    assert last is not None
    assert (last.name, last.code) == ("xã Kim Ngân", "19318")  # of the district Lệ Thủy
    others = Ward.objects.exclude(province__code="44").values_list("code", flat=True)
    assert {former_province(code) for code in others} == {""}


def test_loaded_names_are_clean_text() -> None:
    load_places()
    names = [*Ward.objects.values_list("name", flat=True), *Province.objects.values_list("name", flat=True)]
    assert [name for name in names if name != " ".join(unicodedata.normalize("NFC", name).split())] == []
    assert {name.split(" ")[0] for name in names} == {"tỉnh", "thành", "xã", "phường", "đặc"}


def test_load_twice_renames_and_keeps_keys() -> None:
    load_places()
    ward = Ward.objects.get(code="19597")
    Ward.objects.filter(pk=ward.pk).update(name="xã Cam Lộ cũ")
    call_command("load_places", verbosity=0)
    assert Ward.objects.count() == 3321
    assert Ward.objects.get(code="19597").pk == ward.pk
    assert Ward.objects.get(code="19597").name == "xã Cam Lộ"


def test_own_province_comes_first_then_the_alphabet() -> None:
    load_places()
    names = [province.short_name for province in provinces()]
    assert names[:4] == ["Quảng Trị", "An Giang", "Bắc Ninh", "Cà Mau"]
    assert names.index("Điện Biên") > names.index("Cần Thơ")
    assert names.index("Điện Biên") < names.index("Gia Lai")


def test_alphabet_knows_its_letters_before_its_tones() -> None:
    words = ["đá", "dừa", "cà", "ca", "ơi", "ôi", "oi", "cá", "cam lộ", "cạn"]
    assert sorted(words, key=alphabetical) == [
        "ca",
        "cà",
        "cá",
        "cam lộ",
        "cạn",
        "dừa",
        "đá",
        "oi",
        "ôi",
        "ơi",
    ]


def test_communes_of_a_province_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    load_few_places()
    with django_assert_num_queries(1):
        names = [ward.name for ward in wards_of(province_code="44")]
    assert names == ["xã Cam Lộ", "đặc khu Cồn Cỏ", "phường Đông Hà", "xã Hướng Phùng", "xã Khe Sanh"]


def test_ward_is_found_by_code_and_by_written_name() -> None:
    ward = WardFactory.create(code="19597")
    assert find_ward(code="19597") == ward
    assert find_ward(code="00000") is None
    assert find_ward_by_name(province_name="tỉnh Quảng Trị", ward_name="xã Cam Lộ") == ward
    assert find_ward_by_name(province_name="thành phố Huế", ward_name="xã Cam Lộ") is None


def test_communes_answer_any_cache_may_keep(client: Client) -> None:
    load_few_places()
    response = client.get(reverse("places:wards", args=("46",)))
    assert response.status_code == 200
    assert response.json() == {"wards": [{"code": "19786", "name": "phường Thuận Hóa"}]}
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    assert "Vary" not in response.headers
    assert response.cookies == {}


@pytest.mark.parametrize("code", ["99", "4", "44abc", "0x2c"])
def test_communes_of_no_province_are_404(client: Client, code: str) -> None:
    load_few_places()
    assert client.get(f"/manh/xa/{code}/").status_code == 404


@pytest.mark.parametrize("path", ["/manh/xa/%00/", "/manh/xa/44%00/", "/manh/xa/a%20b/"])
def test_communes_of_nonsense_are_404(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404
