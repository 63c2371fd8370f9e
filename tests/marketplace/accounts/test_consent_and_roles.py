"""What was agreed to is shown and, where it stands alone, taken back; the back office has its groups."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db.models.signals import post_migrate
from django.test import Client

from marketplace.accounts.models import Consent
from marketplace.accounts.roles import EDITORS, OFFICERS, make_groups
from tests.factories.people import ConsentFactory, UserFactory, editor, officer

pytestmark = pytest.mark.django_db


def test_page_shows_what_was_agreed_to(client: Client) -> None:
    user = UserFactory.create()
    ConsentFactory.create(user=user, document="bao-mat", version="1.4")
    ConsentFactory.create(document="quy-che", version="9.9")
    client.force_login(user)
    page = client.get("/tai-khoan/rieng-tu/").content.decode()
    assert "Chính sách bảo vệ dữ liệu cá nhân" in page
    assert "bản 1.4" in page
    assert "bản 9.9" not in page
    assert "Rút lại" not in page


@pytest.mark.parametrize("orders", [0, 1])
def test_page_says_that_nothing_was_agreed_to_only_where_it_is_so(client: Client, orders: int) -> None:
    user = UserFactory.create()
    ConsentFactory.create_batch(orders, user=user, purpose=Consent.Purpose.ORDER)
    client.force_login(user)
    page = client.get("/tai-khoan/rieng-tu/").content.decode()
    assert ("Khi đặt hàng: 1 lần" in page) == (orders == 1)
    assert ("Chưa có gì được ghi lại." in page) == (orders == 0)


def test_marketing_is_taken_back_and_keeps_its_history(client: Client) -> None:
    user = UserFactory.create()
    consent = ConsentFactory.create(user=user, purpose=Consent.Purpose.MARKETING_EMAIL)
    client.force_login(user)
    assert "Rút lại" in client.get("/tai-khoan/rieng-tu/").content.decode()
    client.post(f"/tai-khoan/rieng-tu/rut/{consent.pk}/")
    consent.refresh_from_db()
    first = consent.withdrawn_at
    assert first is not None
    client.post(f"/tai-khoan/rieng-tu/rut/{consent.pk}/")
    consent.refresh_from_db()
    assert consent.withdrawn_at == first


def test_only_ones_own_and_only_what_stands_alone_is_taken_back(client: Client) -> None:
    others = ConsentFactory.create(purpose=Consent.Purpose.MARKETING_EMAIL)
    user = UserFactory.create()
    own = ConsentFactory.create(user=user, purpose=Consent.Purpose.ACCOUNT)
    client.force_login(user)
    for consent in (others, own):
        client.post(f"/tai-khoan/rieng-tu/rut/{consent.pk}/")
        consent.refresh_from_db()
        assert consent.withdrawn_at is None
    assert client.post(f"/tai-khoan/rieng-tu/rut/{'9' * 30}/").status_code == 302


def test_groups_open_the_back_office_and_hide_nothing_else() -> None:
    make_groups()
    make_groups()
    assert sorted(Group.objects.filter(name__in=(OFFICERS, EDITORS)).values_list("name", flat=True)) == [
        "Biên tập viên",
        "Cán bộ Sở",
    ]
    for person in (officer(), editor()):
        assert person.has_perm("wagtailadmin.access_admin")
        assert (person.is_staff, person.is_superuser) == (False, False)
    assert not UserFactory.create().has_perm("wagtailadmin.access_admin")


def test_group_of_oscars_migrations_bears_a_vietnamese_name_and_keeps_its_rights() -> None:
    group = Group.objects.create(name="All Oscar Dashboard Permissions")
    config = apps.get_app_config("accounts")
    for _time in range(2):
        post_migrate.send(sender=config, app_config=config, using="default", verbosity=0, interactive=False)
    assert Group.objects.get(pk=group.pk).name == "Quyền bảng điều khiển cũ (không dùng)"
