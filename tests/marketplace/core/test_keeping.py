"""What a process keeps for a while is made by one thread, however many ask."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from marketplace.core.caching.keeping import Kept

ASKERS = 8
WAIT = 10


def test_first_askers_wait_for_one_value() -> None:
    kept: Kept[str] = Kept(2)
    made: list[int] = []
    may_end = threading.Event()

    def make() -> str:
        made.append(1)
        assert may_end.wait(WAIT)
        return "goods"

    with ThreadPoolExecutor(ASKERS) as pool:
        asked = [pool.submit(kept.get, "key", make, seconds=60) for _asker in range(ASKERS)]
        may_end.set()
        assert [one.result(WAIT) for one in asked] == ["goods"] * ASKERS
    assert len(made) == 1


def test_who_asks_while_it_is_made_anew_gets_the_one_before() -> None:
    kept: Kept[str] = Kept(2)
    assert kept.get("key", lambda: "old", seconds=0) == "old"
    begun, may_end = threading.Event(), threading.Event()

    def make() -> str:
        begun.set()
        assert may_end.wait(WAIT)
        return "new"

    with ThreadPoolExecutor(1) as pool:
        maker = pool.submit(kept.get, "key", make, seconds=60)
        assert begun.wait(WAIT)
        assert kept.get("key", pytest.fail, seconds=60) == "old"
        # Another key waits for nobody.
        assert kept.get("other", lambda: "other", seconds=60) == "other"
        may_end.set()
        assert maker.result(WAIT) == "new"
    assert kept.get("key", pytest.fail, seconds=60) == "new"


def test_failure_is_told_to_its_asker_and_the_next_one_makes_it() -> None:
    kept: Kept[str] = Kept(2)

    def fail() -> str:
        raise LookupError

    with pytest.raises(LookupError):
        kept.get("key", fail, seconds=60)
    assert kept.get("key", lambda: "goods", seconds=60) == "goods"


def test_the_one_not_asked_for_longest_goes_first() -> None:
    kept: Kept[str] = Kept(2)
    for key in ("first", "second", "first", "third"):
        kept.get(key, lambda: "old", seconds=60)
    assert kept.get("first", pytest.fail, seconds=60) == "old"
    assert kept.get("second", lambda: "new", seconds=60) == "new"
