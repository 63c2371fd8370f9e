"""What the tests of account pages share."""

from typing import Any

from marketplace.accounts.models import User
from marketplace.storefront.account_services import save_address
from tests.factories.places import WardFactory


def make_address(user: User, **changes: Any) -> Any:
    values = {
        "full_name": "Nguyễn Thị Hồng Nhung",
        "phone": "0912345678",
        "line1": "24 Lê Lợi",
        "ward": WardFactory.create(code="19333"),
        "is_default": False,
        **changes,
    }
    return save_address(user=user, **values)


def words_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]
