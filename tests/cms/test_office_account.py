"""The back office's page of one's own account, and what a list says of yes and no."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.fulfilment.models import Carrier
from tests.factories.people import UserFactory, officer

pytestmark = pytest.mark.django_db


def test_account_asks_for_the_whole_name_and_takes_no_unproved_address(client: Client) -> None:
    person = officer()
    client.force_login(person)
    page = client.get(reverse("wagtailadmin_account")).content.decode()
    asked = re.findall(r'name="(name_email-\w+|locale-\w+)"', page)
    assert asked == ["name_email-full_name", "locale-preferred_language"]
    form = {
        "name_email-full_name": "Lê Thị Thanh Tâm Anh",
        "name_email-email": "moi@example.vn",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "locale-preferred_language": "",
    }
    client.post(reverse("wagtailadmin_account"), form)
    before = person.email
    person.refresh_from_db()
    assert (person.full_name, person.email) == ("Lê Thị Thanh Tâm Anh", before)


def test_list_of_carriers_says_yes_and_no_in_words(client: Client) -> None:
    Carrier.objects.create(name="Xe khách chiều", needs_code=False)
    client.force_login(UserFactory.create(is_superuser=True))
    page = client.get("/quan-tri/snippets/fulfilment/carrier/").content.decode()
    row = page[page.index("Xe khách chiều") :]
    assert re.findall(r'data-label="([^"]+)">(Có|Không|True|False)<', row)[:2] == [
        ("Có mã vận đơn", "Không"),
        ("Đang dùng", "Có"),
    ]
    assert ">True<" not in page
