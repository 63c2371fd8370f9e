"""What somebody reads where an address takes no such request."""

import pytest
from django.test import Client

from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("prefix", "words"), [("", "bằng nút bấm trên trang"), ("/en", "button on a page")])
def test_button_pressed_when_signed_out_ends_after_the_door_in_a_sentence(
    client: Client, prefix: str, words: str
) -> None:
    address = f"{prefix}/tai-khoan/yeu-thich/bo/"
    door = client.post(address, {"product": "1"})
    assert door.headers["Location"] == f"{prefix}/tai-khoan/dang-nhap/?next={address}"
    client.force_login(UserFactory.create())
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert words in answer.content.decode()
    assert client.head(address).content == b""
