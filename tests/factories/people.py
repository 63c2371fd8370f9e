"""People of the tests. Everybody's password is ``PASSWORD``."""

from typing import Any

import factory
from django.contrib.auth.models import Group
from django.utils import timezone
from factory.django import DjangoModelFactory

from marketplace.accounts.models import Consent, User
from marketplace.accounts.roles import EDITORS, OFFICERS, make_groups

PASSWORD = "một con ngựa trắng"


class UserFactory(DjangoModelFactory[User]):
    """A shopper with a verified e-mail."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"nguoi-{number}@example.vn")
    full_name = "Nguyễn Thị Hồng Nhung"
    phone = "0912345678"
    email_verified_at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        kwargs.setdefault("password", PASSWORD)
        return model_class.objects.create_user(*args, **kwargs)


class ConsentFactory(DjangoModelFactory[Consent]):
    class Meta:
        model = Consent

    user = factory.SubFactory(UserFactory)
    purpose = Consent.Purpose.ACCOUNT
    document = "quy-che"
    version = "1.0"
    way = "ô đánh dấu khi đăng ký"


def officer(**fields: Any) -> User:
    """Return an officer of the department."""
    return _member(OFFICERS, **fields)


def editor(**fields: Any) -> User:
    """Return an editor of the news."""
    return _member(EDITORS, **fields)


def _member(group: str, **fields: Any) -> User:
    make_groups()
    user = UserFactory.create(**fields)
    user.groups.add(Group.objects.get(name=group))
    return user
