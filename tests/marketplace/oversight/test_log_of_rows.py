"""What officers edit in the back office is logged with what stood there before and after."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.actions import action_registry
from wagtail.models import ModelLogEntry

from marketplace.accounts.models import User
from marketplace.oversight.models import LegalClock
from marketplace.shop.catalogue.models import Category
from marketplace.stalls.models import Bank, LegalBasis
from tests.factories.catalogue import CategoryFactory
from tests.factories.listings import officer
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client: Client) -> User:
    person = officer()
    client.force_login(person)
    return person


def clock(**facts: Any) -> dict[str, Any]:
    return {
        "code": "take-down",
        "name": "Gỡ hàng",
        "hours": "24",
        "warn_hours": "12, 20",
        "valid_from": "2026-07-01",
        "citation": "Điều 17",
        "grade": "B",
        **facts,
    }


def last_entry() -> ModelLogEntry:
    entry: ModelLogEntry = ModelLogEntry.objects.order_by("-pk")[0]
    return entry


def test_changed_rule_is_logged_with_the_changed_fields_alone(client: Client, person: User) -> None:
    row = LegalClock.objects.create(
        code="take-down",
        name="Gỡ hàng",
        hours=24,
        warn_hours="12, 20",
        valid_from="2026-07-01",
        citation="Điều 17",
        grade="B",
    )
    answer = client.post(
        reverse("thoi-han:edit", args=[row.pk]), clock(hours="12", grade="A", valid_until="2026-12-31")
    )
    assert answer.status_code == 302
    entry = last_entry()
    assert (entry.action, entry.user) == ("wagtail.edit", person)
    assert entry.data == {
        "before": {"Thời hạn (giờ)": 24, "Áp dụng đến hết": None, "Độ chắc": "theo nguồn thứ cấp"},
        "after": {"Thời hạn (giờ)": 12, "Áp dụng đến hết": "31/12/2026", "Độ chắc": "đã đọc toàn văn"},
    }
    page = client.get(reverse("oversight_office:log")).content.decode()
    assert "Thời hạn (giờ): 24" in page
    assert "Áp dụng đến hết: chưa có" in page
    assert "Áp dụng đến hết: 31/12/2026" in page


def test_new_rule_is_logged_with_what_it_says(client: Client, person: User) -> None:
    assert client.post(reverse("thoi-han:add"), clock()).status_code == 302
    entry = last_entry()
    assert (entry.action, entry.user) == ("wagtail.create", person)
    assert entry.data["before"] == {}
    assert entry.data["after"]["Thời hạn (giờ)"] == 24
    assert "Áp dụng đến hết" not in entry.data["after"]


def test_refused_change_logs_nothing(client: Client, person: User) -> None:
    row = LegalClock.objects.create(code="take-down", name="Gỡ hàng", hours=24)
    assert client.post(reverse("thoi-han:edit", args=[row.pk]), clock(hours="0")).status_code == 200
    assert LegalClock.objects.get(pk=row.pk).hours == 24
    assert list(ModelLogEntry.objects.all()) == []


def test_renamed_and_moved_category_is_logged_in_words(client: Client, person: User) -> None:
    first = CategoryFactory.create(name="Cà phê", slug="ca-phe")
    second = CategoryFactory.create(name="Trà", slug="tra")
    before = [one.pk for one in Category.objects.filter(depth=1).order_by("path")]
    assert before[-2:] == [first.pk, second.pk]
    sent = {"name": "Chè", "slug": "tra", "is_public": "on", "parent": first.pk}
    assert client.post(reverse("danh-muc-hang:edit", args=[second.pk]), sent).status_code == 302
    entry = last_entry()
    assert (entry.action, entry.user) == ("wagtail.edit", person)
    assert entry.data["before"]["Tên"] == "Trà"
    assert entry.data["before"]["nằm trong"] == ""
    assert entry.data["after"]["Tên"] == "Chè"
    assert entry.data["after"]["nằm trong"] == "Cà phê"
    assert not {"path", "depth", "numchild"} & set(entry.data["after"])


def test_deleted_bank_leaves_what_it_said(client: Client) -> None:
    client.force_login(UserFactory.create(is_superuser=True))
    bank = Bank.objects.create(bin="999999", code="Thử", name="Ngân hàng thử")
    assert client.post(reverse("bank:delete", args=[bank.pk])).status_code == 302
    entry = last_entry()
    assert (entry.action, entry.deleted) == ("wagtail.delete", True)
    assert entry.data["before"]["BIN"] == "999999"
    assert not Bank.objects.filter(pk=bank.pk).exists()


def test_basis_of_stalls_is_logged_and_a_password_never(client: Client) -> None:
    client.force_login(UserFactory.create(is_superuser=True))
    basis = LegalBasis.objects.create(code="thu", name="Thử", notice_days=0, citation="Điều 1", grade="C")
    sent = {
        "code": "thu",
        "name": "Thử",
        "notice_days": "5",
        "position": "0",
        "valid_from": f"{basis.valid_from:%Y-%m-%d}",
        "citation": "Điều 1",
        "grade": "C",
    }
    assert client.post(reverse("legalbasis:edit", args=[basis.pk]), sent).status_code == 302
    assert last_entry().data == {"before": {"Báo trước (ngày)": 0}, "after": {"Báo trước (ngày)": 5}}
    assert action_registry.get_action_class(User, "edit").__module__ == "wagtail.actions.edit"
