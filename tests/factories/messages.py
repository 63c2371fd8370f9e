"""Messages that wait. ``order_link`` is a kind whose words need few facts."""

import factory
from factory.django import DjangoModelFactory

from marketplace.notifications.models import Message


class MessageFactory(DjangoModelFactory[Message]):
    class Meta:
        model = Message

    key = factory.Sequence(lambda number: f"order_link:{number}")
    kind = "order_link"
    recipient = "nhung@example.vn"
    context = factory.LazyFunction(
        lambda: {
            "contact_name": "Nguyễn Thị Hồng Nhung",
            "order_number": "QT-4F7K-2MXA",
            "order_path": "/don-hang/QT-4F7K-2MXA/khoa/",
        }
    )
