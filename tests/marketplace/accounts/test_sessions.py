"""Sessions: what a visitor typed and left is not kept for ever."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from marketplace.accounts.tasks import forget_ended_sessions
from tests.factories.people import UserFactory
from tests.marketplace.accounts.helpers import is_signed_in

pytestmark = pytest.mark.django_db


def test_ended_sessions_are_deleted_and_others_live_on(client: Client) -> None:
    client.force_login(UserFactory.create())
    left = Client()
    session = left.session
    session["checkout"] = {"full_name": "Trần Thị Hồng Nhung"}
    session.save()
    Session.objects.filter(pk=session.session_key).update(expire_date=timezone.now() - timedelta(seconds=1))

    forget_ended_sessions()

    assert not Session.objects.filter(pk=session.session_key).exists()
    assert is_signed_in(client)
