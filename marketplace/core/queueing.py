"""The one way to hand work to the worker: after the commit, and never at the cost of what was committed."""

from typing import Any

from django.db import transaction


def queue(task: Any, *keys: int) -> None:
    """Have ``task`` done with each of ``keys``, or once without one, when this transaction has ended.

    A broker that is away fails nobody: what has to be done is a row, and a sweeper finds it.
    """

    # A function and no partial: Django logs what a robust callback raises by its name.
    def hand_over() -> None:
        if not keys:
            task.delay()
        for key in keys:
            task.delay(key)

    transaction.on_commit(hand_over, robust=True)
