"""Officers edit what steers search; every change is checked, logged with before and after, and nobody else may."""

import unicodedata
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from marketplace.accounts.models import User
from marketplace.shop.catalogue.models import Product
from search import breaker
from search.knowledge.rules import shipped_synonyms
from search.knowledge.shipped import give_rights
from search.models import HiddenPhrase, PinnedGoods, RankingWeight, SynonymSet
from search.models.rules import lines_of
from search.office.forms import PinForm, SynonymForm
from search.office.kinds import KINDS
from tests.factories.catalogue import buyable
from tests.factories.listings import officer as reviewer
from tests.factories.people import UserFactory, editor
from tests.search.helpers import ask, on_shelf, titles
from tests.search.officers import hide, pin, search_officer, shipped_rows, synonyms, weight

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client: Client) -> User:
    person = search_officer()
    client.force_login(person)
    return person


def last_entry() -> ModelLogEntry:
    entry: ModelLogEntry = ModelLogEntry.objects.order_by("-pk")[0]
    return entry


def group(*names: str, **more: str) -> dict[str, str]:
    return {"names": "\r\n".join(names), "kind": "equal", "unless": "", **more}


def test_saved_synonyms_are_logged_and_find(client: Client, person: User) -> None:
    on_shelf("Cà phê")
    answer = client.post(reverse("ten-goi-khac:add"), group("nước đen", "cà phê"))
    assert answer.status_code == 302
    row = SynonymSet.objects.get()
    assert row.names == "nước đen\ncà phê"
    entry = last_entry()
    assert (entry.action, entry.user, entry.data["before"]) == ("wagtail.create", person, {})
    assert entry.data["after"]["Các tên"] == "nước đen\ncà phê"
    assert titles(ask("nước đen")) == ["Cà phê"]


def test_changed_and_deleted_rows_are_logged_with_before_and_after(client: Client, person: User) -> None:
    row = synonyms("ngô", "bắp")
    client.post(reverse("ten-goi-khac:edit", args=[row.pk]), group("ngô", "bắp", "bẹ"))
    assert last_entry().data == {
        "before": {"Các tên": "ngô\nbắp"},
        "after": {"Các tên": "ngô\nbắp\nbẹ"},
    }
    client.post(reverse("ten-goi-khac:delete", args=[row.pk]))
    entry = last_entry()
    assert (entry.action, entry.user) == ("wagtail.delete", person)
    assert entry.data["before"]["các tên"] == "ngô\nbắp\nbẹ"
    assert not SynonymSet.objects.exists()


def test_log_of_the_department_shows_changed_weight(client: Client) -> None:
    row = weight("sales", 3)
    person = reviewer()
    give_rights(apps)
    client.force_login(person)
    assert client.post(reverse("trong-so:edit", args=[row.pk]), {"percent": "5"}).status_code == 302
    page = client.get(reverse("oversight_office:log")).content.decode()
    assert "Bán được nhiều: 3" in page
    assert "Bán được nhiều: 5" in page


def test_pins_and_hidden_words_are_logged_with_before_and_after(client: Client, person: User) -> None:
    coded("Trà vằng", "TV-1")
    coded("Mật ong", "MO-1")
    client.post(reverse("hang-duoc-ghim:add"), pinned(goods="TV-1"))
    added = last_entry()
    assert (added.action, added.user, added.data["before"]) == ("wagtail.create", person, {})
    assert added.data["after"] == {
        "Từ khóa": "cà phê", "món hàng": "Trà vằng", "Đứng thứ": 1, "Lý do": "Mùa vụ"
    }  # fmt: skip
    row = PinnedGoods.objects.get()
    client.post(reverse("hang-duoc-ghim:edit", args=[row.pk]), pinned(goods="MO-1", position="3"))
    assert last_entry().data == {
        "before": {"món hàng": "Trà vằng", "Đứng thứ": 1},
        "after": {"món hàng": "Mật ong", "Đứng thứ": 3},
    }
    client.post(reverse("hang-duoc-ghim:delete", args=[row.pk]))
    gone = last_entry()
    assert (gone.action, gone.user) == ("wagtail.delete", person)
    assert "Mật ong" in str(gone.data["before"])

    client.post(reverse("tu-bi-an:add"), {"phrase": "rượu lậu", "reason": "Không hợp"})
    assert last_entry().data["after"] == {"Từ, cụm từ": "rượu lậu", "Lý do": "Không hợp"}
    word = HiddenPhrase.objects.get()
    client.post(reverse("tu-bi-an:edit", args=[word.pk]), {"phrase": "rượu lậu", "reason": "Bị cấm"})
    assert last_entry().data == {"before": {"Lý do": "Không hợp"}, "after": {"Lý do": "Bị cấm"}}
    client.post(reverse("tu-bi-an:delete", args=[word.pk]))
    gone = last_entry()
    assert (gone.action, gone.user) == ("wagtail.delete", person)
    assert "rượu lậu" in str(gone.data["before"])


@pytest.mark.parametrize(
    ("names", "more", "said"),
    [
        (("cà phê",), {}, "Nhóm mới có một tên"),
        (("cà phê", "Cà Phê"), {}, "«cà phê» và «Cà Phê» là cùng một tên"),
        (("hoà", "hòa"), {}, "«hoà» và «hòa» là cùng một tên"),
        (("cà phê", "!!!"), {}, "«!!!» không có chữ hay số nào"),
        (("ngô", "bắp"), {"kind": "kept"}, "«Cụm từ giữ nguyên» chỉ gồm một cụm"),
        (("ngô", "bắp"), {"unless": "hoa chuối"}, "«hoa chuối» không chứa tên nào của nhóm"),
        (("ngô", "bắp"), {"unless": "bắp"}, "«bắp» không chứa tên nào của nhóm kèm chữ khác"),
        (("heo", "lợn"), {}, "Các tên này đã có trong nhóm «heo, lợn, ỉn»"),
        ((), {}, "Bạn chưa điền các tên."),
        (("x " * 17, "bắp"), {}, "ô tìm chỉ đọc 16 chữ"),
        (tuple(f"tên {number}" for number in range(21)), {}, "nhiều nhất 20 tên, bạn đang có 21"),
        (("ngô", "bắp"), {"kind": "rubbish"}, "Lựa chọn này không còn nữa."),
        (("ngô", "bắp 5kg"), {}, "«bắp 5kg» có giá, khối lượng hay kích cỡ. Máy đọc riêng"),
        (("ngô", "bắp"), {"unless": "bắp dưới 50k"}, "«bắp dưới 50k» có giá, khối lượng hay kích cỡ."),
    ],
)
def test_refused_synonyms_say_why_and_lose_nothing(
    client: Client, person: User, names: tuple[str, ...], more: dict[str, str], said: str
) -> None:
    synonyms("heo", "lợn", "ỉn")
    answer = client.post(reverse("ten-goi-khac:add"), group(*names, **more))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert all(name.strip() in page for name in names)
    assert SynonymSet.objects.count() == 1
    assert not ModelLogEntry.objects.exists()


def test_names_are_cleaned_and_parted_by_commas() -> None:
    typed = unicodedata.normalize("NFD", "nước đen, cà phê\x00;trà\u200b")
    form = SynonymForm({"names": typed, "kind": "equal", "unless": ""})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["names"] == "nước đen\ncà phê\ntrà"


@pytest.mark.parametrize(
    ("stands", "typed", "said"),
    [
        (("equal", "đậu phộng", "lạc"), ("kept", "Đậu Phộng"), "«Đậu Phộng» đang là một tên trong nhóm «đậu phộng, lạc»"),
        (("one_way", "đậu phộng", "lạc"), ("kept", "đậu phộng"), "«đậu phộng» đang là một tên trong nhóm «đậu phộng, lạc»"),
        (("kept", "bắp bò"), ("equal", "thịt bò", "bắp bò"), "«bắp bò» đang là cụm từ giữ nguyên."),
        # Who asks for the second name of a one-way group is led nowhere.
        (("one_way", "đậu phộng", "lạc"), ("kept", "lạc"), ""),
        (("kept", "bắp bò"), ("one_way", "thịt bò", "bắp bò"), ""),
        (("kept", "bắp bò"), ("equal", "bắp", "ngô"), ""),
    ],
)  # fmt: skip
def test_phrase_is_not_kept_and_replaced_at_once(
    stands: tuple[str, ...], typed: tuple[str, ...], said: str
) -> None:
    synonyms(*stands[1:], kind=stands[0])
    form = SynonymForm({"names": "\n".join(typed[1:]), "kind": typed[0], "unless": ""})
    assert form.is_valid() is not bool(said)
    assert said in str(form.errors.get("names", ""))


def test_every_shipped_group_passes_the_form() -> None:
    for row in shipped_synonyms():
        form = SynonymForm({"names": row.names, "kind": row.kind, "unless": row.unless})
        assert form.is_valid(), (lines_of(row.names), form.errors)


def coded(title: str, sku: str, **content: Any) -> Product:
    product = on_shelf(title, **content)
    Product.objects.filter(pk=product.pk).update(sku=sku)
    return product


def pinned(**typed: Any) -> dict[str, Any]:
    return {"phrase": "cà phê", "goods": "", "position": "1", "reason": "Mùa vụ", **typed}


def test_goods_are_pinned_by_address_or_code(client: Client, person: User) -> None:
    tea, honey = coded("Trà vằng", "TV-1"), on_shelf("Mật ong")
    address = f"https://san.example.vn/en{honey.get_absolute_url()}?a=1"
    assert client.post(reverse("hang-duoc-ghim:add"), pinned(goods="TV-1")).status_code == 302
    assert client.post(reverse("hang-duoc-ghim:add"), pinned(goods=address, position="2")).status_code == 302
    assert list(PinnedGoods.objects.values_list("product_id", "position")) == [(tea.pk, 1), (honey.pk, 2)]
    edit = client.get(reverse("hang-duoc-ghim:edit", args=[PinnedGoods.objects.get(product=tea).pk]))
    assert tea.get_absolute_url() in edit.content.decode()
    again = client.post(reverse("hang-duoc-ghim:add"), pinned(phrase="CA PHE", goods="TV-1"))
    assert "Món này đã được ghim cho từ khóa ấy rồi." in again.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"goods": "không-có"}, "Không có món nào đang trên kệ với địa chỉ hay mã «không-có»."),
        ({"goods": "/quan-tri/"}, "Không có món nào"),
        ({"goods": "http://[x"}, "Không có món nào"),
        ({"phrase": "cà phê 500g"}, "có giá, khối lượng hay kích cỡ. Máy đọc riêng"),
        ({"phrase": "cà phê dưới 200k"}, "có giá, khối lượng hay kích cỡ. Máy đọc riêng"),
        ({"phrase": "…"}, "không có chữ hay số nào"),
        ({"position": ""}, "Bạn chưa ghi món này đứng thứ mấy."),
        ({"position": "0"}, "Chỗ đứng đếm từ 1."),
        ({"position": "11"}, "Ghim nhiều nhất đến chỗ thứ 10."),
        ({"reason": ""}, "Bạn chưa điền lý do."),
    ],
)
def test_refused_pin_says_why(client: Client, person: User, typed: dict[str, str], said: str) -> None:
    coded("Trà vằng", "TV-1")
    answer = client.post(reverse("hang-duoc-ghim:add"), pinned(**{"goods": "TV-1", **typed}))
    assert said in answer.content.decode()
    assert not PinnedGoods.objects.exists()


def test_hidden_words_are_not_pinned(client: Client, person: User) -> None:
    coded("Trà vằng", "TV-1")
    hide("trà lậu")
    answer = client.post(reverse("hang-duoc-ghim:add"), pinned(goods="TV-1", phrase="Trà lậu ngon"))
    said = "Trong lời này có từ đang bị ẩn, nên ghim cũng không có tác dụng. Bạn bỏ ẩn trước, hoặc ghim cho lời khác."
    assert said in answer.content.decode()
    assert not PinnedGoods.objects.exists()
    assert client.post(reverse("hang-duoc-ghim:add"), pinned(goods="TV-1", phrase="Trà")).status_code == 302


def test_list_of_pins_says_which_pin_nothing(client: Client, person: User) -> None:
    tea, honey, wine = on_shelf("Trà vằng"), on_shelf("Mật ong"), on_shelf("Rượu men lá")
    for number, one in enumerate((tea, honey, wine), 1):
        pin("quà", one.pk, number)
    pin("quà lậu", tea.pk)
    hide("lậu")
    Product.objects.filter(pk=honey.pk).update(is_public=False)
    Product.objects.filter(pk=wine.pk).update(label_group="alcohol", label_data={"ethanol_percent": "40"})
    page = BeautifulSoup(client.get(reverse("hang-duoc-ghim:index")).content, "html.parser")
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for row in page.select("table.listing tbody tr")
    ]
    assert [(row[2], row[-1]) for row in rows] == [
        ("Trà vằng", "Đang ghim"),
        ("Mật ong", "Không: hàng đã rời kệ"),
        ("Rượu men lá", "Không: hàng không được quảng bá"),
        ("Trà vằng", "Không: từ khóa có từ bị ẩn"),
    ]


def test_goods_that_nobody_may_promote_are_not_pinned() -> None:
    wine = coded("Rượu men lá", "RM-1")
    Product.objects.filter(pk=wine.pk).update(label_group="alcohol", label_data={"ethanol_percent": "40"})
    form = PinForm(pinned(goods="RM-1"))
    assert form.errors == {"goods": ["Pháp luật không cho quảng bá món này, nên sàn không ghim."]}


def test_code_of_a_variant_means_its_page() -> None:
    tea = on_shelf("Trà vằng", variants=2)
    Product.objects.filter(pk=buyable(tea)[1].pk).update(sku="TV-2")
    form = PinForm(pinned(goods="TV-2"))
    assert form.is_valid(), form.errors
    assert form.save().product_id == tea.pk


def test_code_of_a_variant_whose_page_left_the_shelf_is_not_pinned() -> None:
    tea = on_shelf("Trà vằng", variants=2)
    Product.objects.filter(pk=buyable(tea)[1].pk).update(sku="TV-2")
    Product.objects.filter(pk=tea.pk).update(is_public=False)
    form = PinForm(pinned(goods="TV-2"))
    assert form.errors == {"goods": ["Không có món nào đang trên kệ với địa chỉ hay mã «TV-2»."]}


def test_code_of_two_stalls_asks_for_the_address() -> None:
    coded("Trà vằng", "A-1")
    coded("Mật ong", "A-1")
    form = PinForm(pinned(goods="A-1"))
    assert form.errors == {"goods": ["Nhiều gian hàng cùng dùng mã này. Bạn dán địa chỉ trang của món hàng."]}


def test_goods_off_the_shelf_are_not_pinned() -> None:
    tea = coded("Trà vằng", "TV-1")
    Product.objects.filter(pk=tea.pk).update(is_public=False)
    assert not PinForm(pinned(goods="TV-1")).is_valid()


def test_hidden_phrase_is_kept_once(client: Client, person: User) -> None:
    hide("rượu lậu")
    answer = client.post(reverse("tu-bi-an:add"), {"phrase": "Rượu  Lậu", "reason": "x"})
    assert "«rượu lậu» đã bị ẩn rồi." in answer.content.decode()
    assert HiddenPhrase.objects.count() == 1
    assert client.post(reverse("tu-bi-an:add"), {"phrase": "ruou lau", "reason": "x"}).status_code == 302


@pytest.mark.parametrize("phrase", ["500g", "nửa ký", "dưới 200k", "rượu 500ml"])
def test_quantity_or_price_is_not_hidden_for_no_question_is_asked_with_it(
    client: Client, person: User, phrase: str
) -> None:
    answer = client.post(reverse("tu-bi-an:add"), {"phrase": phrase, "reason": "x"})
    assert f"«{phrase}» có giá, khối lượng hay kích cỡ. Máy đọc riêng" in answer.content.decode()
    assert not HiddenPhrase.objects.exists()


@pytest.mark.parametrize(
    ("code", "percent", "said"),
    [
        ("sales", "21", "«Bán được nhiều» nhận số từ 0 đến 20."),
        ("folded", "49", "«Gõ không dấu» nhận số từ 50 đến 100."),
        ("sales", "nhiều", "Chỗ này cần một số nguyên, ví dụ 2."),
        ("tier_exact", "19", "(đang là 20)"),
        ("tier_folded", "31", "(đang là 30)"),
    ],
)
def test_weight_out_of_bounds_is_refused(
    client: Client, person: User, code: str, percent: str, said: str
) -> None:
    shipped_rows()
    row = RankingWeight.objects.get(code=code)
    answer = client.post(reverse("trong-so:edit", args=[row.pk]), {"percent": percent})
    assert said in answer.content.decode()
    assert RankingWeight.objects.get(code=code).percent == row.percent


def test_weights_are_neither_added_nor_deleted_by_anybody(client: Client) -> None:
    search_officer()
    row = weight("sales", 3)
    client.force_login(UserFactory.create(is_superuser=True))
    assert reverse("trong-so:add") not in client.get(reverse("trong-so:index")).content.decode()
    client.post(reverse("trong-so:add"), {"percent": "3"})
    client.post(reverse("trong-so:delete", args=[row.pk]))
    assert list(RankingWeight.objects.all()) == [row]


def test_editors_and_strangers_change_nothing(client: Client) -> None:
    search_officer()
    row = synonyms("ngô", "bắp")
    tea = on_shelf("Trà")
    kept = pin("trà", tea.pk)
    addresses = [
        *(reverse(f"{name}:index") for name in ("ten-goi-khac", "hang-duoc-ghim", "tu-bi-an", "trong-so")),
        reverse("ten-goi-khac:edit", args=[row.pk]),
        reverse("hang-duoc-ghim:delete", args=[kept.pk]),
        reverse("search_office:compare"),
    ]
    for somebody in (editor(), UserFactory.create(), None):
        client.logout()
        if somebody is not None:
            client.force_login(somebody)
        for address in addresses:
            assert client.get(address).status_code in {302, 403}, address
            assert client.post(address, group("a", "b")).status_code in {302, 403}, address
    assert [one.names for one in SynonymSet.objects.all()] == ["ngô\nbắp"]
    assert list(PinnedGoods.objects.all()) == [kept]
    client.force_login(editor(email="khac@example.vn"))
    assert "Tên gọi khác" not in client.get("/quan-tri/").content.decode()


def test_outage_is_told_beside_every_rule_and_goes_by_itself(client: Client, person: User) -> None:
    client.force_login(person)
    shipped_rows()
    row = synonyms("lạc", "đậu phộng")
    pages = [reverse(f"{name}:index") for name in KINDS]
    pages += [reverse(f"{name}:add") for name, kind in KINDS.items() if kind.is_added]
    pages += [reverse("ten-goi-khac:edit", args=[row.pk]), reverse("search_office:compare")]
    words = "Máy tìm kiếm Elasticsearch đang không trả lời."
    breaker.note_failure("refused")
    assert {page: words in client.get(page).content.decode() for page in pages} == dict.fromkeys(pages, True)
    breaker.note_success()
    assert {page: words in client.get(page).content.decode() for page in pages} == dict.fromkeys(pages, False)
