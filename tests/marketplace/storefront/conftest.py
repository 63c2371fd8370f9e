"""Somebody with an account, and their browser."""

import pytest
from django.test import Client

from marketplace.accounts.models import User
from tests.factories.people import UserFactory


@pytest.fixture
def person() -> User:
    return UserFactory.create(email="nhung@example.vn")


@pytest.fixture
def signed_in(client: Client, person: User) -> Client:
    client.force_login(person)
    return client
