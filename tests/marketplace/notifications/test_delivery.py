"""A message is a row first: sent once, late rather than never, and never twice."""

import smtplib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from marketplace.notifications import tasks
from marketplace.notifications.models import Message
from marketplace.notifications.services import (
    MOST_TRIES,
    NewMessage,
    deliver_due_messages,
    deliver_message,
    pause_after,
    queue_messages,
)
from tests.factories.messages import MessageFactory

LINK = {"contact_name": "Nhung", "order_number": "QT-1", "order_path": "/don-hang/QT-1/khoa/"}


def new(key: str = "order_link:1", **changes: Any) -> NewMessage:
    return NewMessage(
        **{"key": key, "kind": "order_link", "recipient": "nhung@example.vn", "context": LINK, **changes}
    )


def failing(error: Exception) -> Callable[..., int]:
    def send(*_: object, **__: object) -> int:
        raise error

    return send


@pytest.fixture
def dead_server(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nobody answers until the patch is undone."""
    monkeypatch.setattr(EmailMultiAlternatives, "send", failing(ConnectionRefusedError("refused")))
    return monkeypatch


@pytest.mark.django_db
def test_queueing_sends_nothing_before_the_commit(
    mailoutbox: list[Any], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        queue_messages([new()])
        assert Message.objects.get().state == Message.State.WAITING
        assert mailoutbox == []
    [mail] = mailoutbox
    assert mail.to == ["nhung@example.vn"]
    assert "/don-hang/QT-1/khoa/" in mail.body
    assert mail.alternatives[0].mimetype == "text/html"
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"
    message = Message.objects.get()
    assert (message.state, message.attempts, message.error) == (Message.State.SENT, 1, "")
    assert (message.subject, message.body_text) == (mail.subject, mail.body)
    assert message.sent_at is not None


@pytest.mark.django_db
def test_rolled_back_work_leaves_no_message(mailoutbox: list[Any]) -> None:
    def work() -> None:
        with transaction.atomic():
            queue_messages([new()])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert Message.objects.count() == 0
    assert mailoutbox == []


@pytest.mark.django_db
def test_same_key_twice_is_one_message(mailoutbox: list[Any]) -> None:
    queue_messages([new(), new("order_link:2")])
    queue_messages([new(recipient="khac@example.vn")])
    assert Message.objects.count() == 2
    assert deliver_due_messages() == 2
    assert sorted(mail.to[0] for mail in mailoutbox) == ["nhung@example.vn", "nhung@example.vn"]


@pytest.mark.django_db
def test_message_to_nobody_is_not_written() -> None:
    queue_messages([new(recipient="")])
    assert Message.objects.count() == 0


@pytest.mark.django_db
def test_queueing_costs_the_same_for_one_and_for_twenty(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):  # savepoint, insert, keys, release
        queue_messages([new()])
    with django_assert_num_queries(4):
        queue_messages([new(f"order_link:{number}") for number in range(2, 22)])


@pytest.mark.django_db
def test_dead_broker_does_not_fail_what_was_committed(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    monkeypatch.setattr(tasks.send_message, "delay", failing(ConnectionError("no broker")))
    with django_capture_on_commit_callbacks(execute=True):
        queue_messages([new()])
    assert Message.objects.get().state == Message.State.WAITING
    tasks.send_due_messages()
    assert Message.objects.get().state == Message.State.SENT


@pytest.mark.django_db
def test_dead_server_delays_and_the_message_is_later_sent_once(
    dead_server: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        message = MessageFactory.create()
        assert deliver_message(message.pk) is False
        message.refresh_from_db()
        assert (message.state, message.attempts) == (Message.State.WAITING, 1)
        assert message.error == "ConnectionRefusedError: refused"
        assert message.next_try_at == start + timedelta(minutes=1)
        # Not due yet: neither the sweeper nor a late task tries.
        assert deliver_due_messages() == 0
        assert deliver_message(message.pk) is True
        message.refresh_from_db()
        assert message.attempts == 1

        dead_server.undo()
        clock.shift(timedelta(minutes=2))
        tasks.send_due_messages()
        tasks.send_due_messages()
        tasks.send_message(message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == (Message.State.SENT, 2, "")
    assert len(mailoutbox) == 1


@pytest.mark.django_db
def test_sweeper_stops_at_the_first_sign_of_a_dead_server(dead_server: pytest.MonkeyPatch) -> None:
    MessageFactory.create_batch(5)
    assert deliver_due_messages() == 1
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 0, 0, 1]


@pytest.mark.django_db
def test_message_fails_after_the_last_try(dead_server: pytest.MonkeyPatch) -> None:
    message = MessageFactory.create(attempts=MOST_TRIES - 2)
    now = timezone.now()
    for state in (Message.State.WAITING, Message.State.FAILED):
        with time_machine.travel(now, tick=False):
            deliver_message(message.pk)
        message.refresh_from_db()
        assert message.state == state
        now += timedelta(hours=7)
    assert message.attempts == MOST_TRIES
    with time_machine.travel(now, tick=False):
        assert deliver_due_messages() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"nhung@example.vn": (550, b"no such user")}), Message.State.FAILED),
        (smtplib.SMTPRecipientsRefused({"nhung@example.vn": (450, b"greylisted")}), Message.State.WAITING),
        (smtplib.SMTPServerDisconnected("gone"), Message.State.WAITING),
        (TimeoutError("slow"), Message.State.WAITING),
    ],
)
def test_only_a_final_refusal_ends_a_message_at_once(
    monkeypatch: pytest.MonkeyPatch, error: Exception, state: str
) -> None:
    monkeypatch.setattr(EmailMultiAlternatives, "send", failing(error))
    message = MessageFactory.create()
    deliver_message(message.pk)
    message.refresh_from_db()
    assert message.state == state


@pytest.mark.django_db
def test_address_with_a_line_end_makes_no_header(mailoutbox: list[Any]) -> None:
    message = MessageFactory.create(recipient="nhung@example.vn\nBcc: tat-ca@example.vn")
    deliver_message(message.pk)
    message.refresh_from_db()
    assert message.state == Message.State.FAILED
    assert mailoutbox == []


@pytest.mark.django_db
def test_worker_that_died_while_sending_leaves_the_message_to_be_found(mailoutbox: list[Any]) -> None:
    message = MessageFactory.create()
    now = timezone.now()
    with time_machine.travel(now, tick=False), pytest.MonkeyPatch.context() as patch:
        patch.setattr(EmailMultiAlternatives, "send", failing(KeyboardInterrupt()))  # type: ignore[arg-type]  # a kill is no Exception
        with pytest.raises(KeyboardInterrupt):
            deliver_message(message.pk)
    with time_machine.travel(now + timedelta(minutes=4), tick=False):
        assert deliver_due_messages() == 0
    with time_machine.travel(now + timedelta(minutes=6), tick=False):
        assert deliver_due_messages() == 1
    assert len(mailoutbox) == 1


@pytest.mark.django_db
def test_message_that_cannot_be_rendered_waits_for_a_better_version(mailoutbox: list[Any]) -> None:
    message = MessageFactory.create(kind="no_such_kind")
    other = MessageFactory.create()
    assert deliver_due_messages() == 2
    message.refresh_from_db()
    other.refresh_from_db()
    assert (message.state, message.error) == (Message.State.WAITING, "cannot be rendered")
    assert other.state == Message.State.SENT
    assert len(mailoutbox) == 1


@pytest.mark.django_db
def test_secret_words_are_not_kept_once_sent(mailoutbox: list[Any]) -> None:
    message = MessageFactory.create(is_secret=True)
    deliver_message(message.pk)
    message.refresh_from_db()
    assert message.state == Message.State.SENT
    assert (message.context, message.body_text, message.body_html) == ({}, "", "")
    assert "/don-hang/QT-4F7K-2MXA/khoa/" in mailoutbox[0].body


def test_pauses_double_up_to_six_hours() -> None:
    minutes = [pause_after(tries).total_seconds() / 60 for tries in range(1, MOST_TRIES + 1)]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]


@pytest.mark.django_db
def test_a_retry_keeps_its_message_id(dead_server: pytest.MonkeyPatch, mailoutbox: list[Any]) -> None:
    first, _second = MessageFactory.create_batch(2)
    dead_server.undo()
    deliver_due_messages()
    ids = [mail.extra_headers["Message-ID"] for mail in mailoutbox]
    assert len(set(ids)) == 2
    Message.objects.filter(pk=first.pk).update(state=Message.State.WAITING, next_try_at=timezone.now())
    deliver_message(first.pk)
    assert mailoutbox[2].extra_headers["Message-ID"] in ids


def _deliver(message_pk: int) -> None:
    try:
        deliver_message(message_pk)
    finally:
        connection.close()


def _sweep(_round: int) -> None:
    try:
        deliver_due_messages()
    finally:
        connection.close()


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_eight_workers_at_once_send_each_message_once(mailoutbox: list[Any]) -> None:
    messages = MessageFactory.create_batch(6)
    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(_sweep, number) for number in range(8)]
        jobs += [pool.submit(_deliver, message.pk) for message in messages for _copy in range(3)]
        for job in jobs:
            job.result()
    assert len(mailoutbox) == 6
    assert set(Message.objects.values_list("state", "attempts")) == {(Message.State.SENT, 1)}
