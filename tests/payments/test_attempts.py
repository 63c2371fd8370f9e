"""Attempts move along ``MOVES``, once, and say so once."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError

from payments.errors import AttemptStateError, ProviderError
from payments.models import Attempt
from payments.providers import cod
from payments.providers.base import CloseResult, Flow, PaymentContext, Provider
from payments.providers.registry import available_providers, get_provider
from payments.selectors import latest_attempts
from payments.services import MOVES, PaymentRequest, capture, fail, mark_pending, open_attempts
from payments.signals import payment_failed, payment_settled

State = Attempt.State
REFERENCE = "QT7K4M92XY01"


@pytest.fixture
def told() -> Iterator[list[tuple[str, dict[str, Any]]]]:
    heard: list[tuple[str, dict[str, Any]]] = []

    def settled(**facts: Any) -> None:
        heard.append(("settled", {key: facts[key] for key in ("reference", "provider", "amount")}))

    def failed(**facts: Any) -> None:
        heard.append(("failed", {key: facts[key] for key in ("reference", "provider", "amount", "reason")}))

    payment_settled.connect(settled)
    payment_failed.connect(failed)
    yield heard
    payment_settled.disconnect(settled)
    payment_failed.disconnect(failed)


def attempt_in(state: str) -> Attempt:
    return Attempt.objects.create(
        key="cod:1", reference=REFERENCE, provider="cod", amount=150_000, state=state
    )


ACTIONS = {
    State.PENDING: lambda: mark_pending(reference=REFERENCE, provider="cod"),
    State.CAPTURED: lambda: capture(reference=REFERENCE, provider="cod"),
    State.FAILED: lambda: fail(reference=REFERENCE, provider="cod", reason="cancelled"),
}


@pytest.mark.django_db
def test_newest_of_two_attempts_moves_and_the_failed_one_stays() -> None:
    failed = attempt_in(State.FAILED)
    newest = Attempt.objects.create(key="cod:2", reference=REFERENCE, provider="cod", amount=150_000)
    assert capture(reference=REFERENCE, provider="cod") is True
    for attempt in (failed, newest):
        attempt.refresh_from_db()
    assert (failed.state, newest.state) == (State.FAILED, State.CAPTURED)


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "target"), list(product(State, ACTIONS)))
def test_each_move_from_each_state(state: str, target: State, told: list[Any]) -> None:
    attempt = attempt_in(state)
    if state == target:
        assert ACTIONS[target]() is False
    elif target in MOVES[state]:
        assert ACTIONS[target]() is True
    else:
        with pytest.raises(AttemptStateError):
            ACTIONS[target]()
    attempt.refresh_from_db()
    is_moved = target in MOVES[state]
    assert attempt.state == (target if is_moved else state)
    assert len(told) == (1 if is_moved and target != State.PENDING else 0)


@pytest.mark.django_db
def test_capture_twice_settles_once(told: list[Any]) -> None:
    attempt_in(State.PENDING)
    assert [capture(reference=REFERENCE, provider="cod") for _ in range(3)] == [True, False, False]
    assert told == [("settled", {"reference": REFERENCE, "provider": "cod", "amount": 150_000})]


@pytest.mark.django_db
def test_failing_says_why(told: list[Any]) -> None:
    attempt_in(State.CREATED)
    fail(reference=REFERENCE, provider="cod", reason="returned")
    assert told == [
        ("failed", {"reference": REFERENCE, "provider": "cod", "amount": 150_000, "reason": "returned"})
    ]


@pytest.mark.django_db
def test_report_of_another_provider_moves_nothing(told: list[Any]) -> None:
    attempt = attempt_in(State.PENDING)
    assert capture(reference=REFERENCE, provider="stripe") is False
    assert capture(reference="QT00000000", provider="cod") is False
    attempt.refresh_from_db()
    assert (attempt.state, told) == (State.PENDING, [])


@pytest.mark.django_db
def test_attempts_open_in_one_statement_and_skip_nothing_due(django_assert_num_queries: Any) -> None:
    requests = [PaymentRequest(f"QT{number}", "cod", number * 1000) for number in range(4)]
    with django_assert_num_queries(1):
        open_attempts(requests)
    assert list(Attempt.objects.order_by("pk").values_list("key", "amount", "state")) == [
        ("cod:QT1:1", 1000, "created"),
        ("cod:QT2:1", 2000, "created"),
        ("cod:QT3:1", 3000, "created"),
    ]


@pytest.mark.django_db
def test_same_request_twice_is_refused_by_the_database() -> None:
    open_attempts([PaymentRequest(REFERENCE, "cod", 1000)])
    with pytest.raises(IntegrityError):
        open_attempts([PaymentRequest(REFERENCE, "cod", 1000)])


@pytest.mark.django_db
def test_latest_attempt_of_each_reference(django_assert_num_queries: Any) -> None:
    attempt_in(State.FAILED)
    newer = Attempt.objects.create(key="cod:2", reference=REFERENCE, provider="cod", amount=150_000)
    with django_assert_num_queries(1):
        assert latest_attempts([REFERENCE, "QT0"]) == {REFERENCE: newer}


@pytest.mark.parametrize(
    ("amounts", "is_available"),
    [((1,), True), ((20_000_000,), True), ((20_000_001,), False), ((100_000, 20_000_001), False)],
)
def test_cash_has_a_cap_per_part(*, amounts: tuple[int, ...], is_available: bool) -> None:
    assert cod.CashOnDelivery().is_available(PaymentContext(amounts=amounts)) is is_available


def test_cash_is_not_offered_where_the_law_forbids_it() -> None:
    assert available_providers(PaymentContext(amounts=(1000,), cashless_only=True)) == ()
    assert [provider.code for provider in available_providers(PaymentContext(amounts=(1000,)))] == ["cod"]


def test_cap_is_a_setting(settings: Any) -> None:
    settings.COD_CAP = 500_000
    assert available_providers(PaymentContext(amounts=(500_001,))) == ()


def test_unknown_provider_is_a_permanent_error() -> None:
    with pytest.raises(ProviderError) as refused:
        get_provider("momo\x00")
    assert refused.value.permanent is True


def test_cash_keeps_the_protocol() -> None:
    provider = get_provider("cod")
    assert isinstance(provider, Provider)
    assert (provider.flow, provider.capabilities.refund, provider.minimum) == (Flow.OFFLINE, False, 1)
    attempt = Attempt(key="cod:1", reference=REFERENCE, provider="cod", amount=5, state=State.PENDING)
    assert provider.begin(attempt, "k").next_action.flow == Flow.OFFLINE
    assert provider.fetch(attempt).state == State.PENDING
    assert provider.close(attempt) == CloseResult.CLOSED
    attempt.state = State.CAPTURED
    assert provider.close(attempt) == CloseResult.ALREADY_PAID
