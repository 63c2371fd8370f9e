"""Settings are typed, and a wrong or missing one stops the start and says which."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from marketplace.config.env import Env

PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "k" * 50,
    "DATABASE_URL": "postgres://san@127.0.0.1/san",
    "REDIS_URL": "redis://127.0.0.1",
    "EMAIL_URL": "smtp://127.0.0.1",
    "SITE_URL": "https://san.example.vn",
}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that reads the settings out of nothing but the variables it is given."""

    def reading(**variables: str) -> Env:
        for name in Env.model_fields:
            monkeypatch.delenv(name.upper(), raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return Env(_env_file=None)

    return reading


def test_nothing_set_is_a_demo_on_this_machine(read: Any) -> None:
    env = read()
    assert (env.is_demo, env.is_production, env.debug) == (True, False, False)
    assert env.allowed_hosts == "localhost,127.0.0.1,[::1]"
    assert (env.database_url, env.redis_url, env.stripe_api_key) == (None, None, None)


def test_production_that_is_whole_starts(read: Any) -> None:
    env = read(**PRODUCTION)
    assert (env.is_production, env.is_demo, env.signing_key()) == (True, False, "k" * 50)


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"])
def test_production_names_what_is_missing(read: Any, name: str) -> None:
    with pytest.raises(ValidationError, match=f"production needs {name}"):
        read(**{key: value for key, value in PRODUCTION.items() if key != name})


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [("DEBUG", "true", "DEBUG stays off"), ("SITE_URL", "http://san.example.vn", "SITE_URL is https")],
)
def test_production_refuses_what_only_a_demo_may(read: Any, name: str, value: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        read(**{**PRODUCTION, name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ENVIRONMENT", "live"),
        ("DEBUG", "perhaps"),
        ("SITE_URL", "san.example.vn"),
        ("PROVINCE_CODE", "Quảng Trị"),
        ("THEME", "../else"),
        ("PAGE_CACHE_SECONDS", "-1"),
        ("ORDERS_PER_HOUR", "many"),
        ("LOG_LEVEL", "LOUD"),
        ("SEARCH_ENGINE", "elastic"),
    ],
)
def test_wrong_value_stops_the_start_and_is_named(read: Any, name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=name.lower()):
        read(**{name: value})


def test_empty_value_is_none(read: Any) -> None:
    assert read(DATABASE_URL="", DEBUG="").database_url is None


def test_demo_makes_its_key_once_and_keeps_it_to_itself(read: Any, tmp_path: Path) -> None:
    env = read(VAR_ROOT=str(tmp_path))
    key = env.signing_key()
    assert len(key) > 50
    assert env.signing_key() == key == read(VAR_ROOT=str(tmp_path)).signing_key()
    assert (tmp_path / "demo-keys.json").stat().st_mode & 0o077 == 0


def test_secrets_are_not_printed(read: Any) -> None:
    assert "k" * 50 not in repr(read(**PRODUCTION))
