"""Whose tries are counted together: what one household or one phone can take as its address is one."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from marketplace.core.web.throttle import client_address


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        # A provider gives a line or a phone 2^64 addresses, and the phone takes another whenever it likes.
        ("2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::7", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_address_is_what_one_line_has(
    rf: RequestFactory, settings: Settings, said: str, counted: str
) -> None:
    settings.TRUST_PROXY_HEADERS = False
    assert client_address(rf.get("/", REMOTE_ADDR=said)) == counted
    settings.TRUST_PROXY_HEADERS = True
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": f"203.0.113.9, {said}"})
    assert client_address(request) == (counted or "10.0.0.1")
