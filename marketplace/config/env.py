"""Every environment variable is read here, once, typed; a wrong or missing one stops the start.

Without any variable the floor runs as a demo: SQLite, files under ``var/`` and keys that are
made at the first start. ``ENVIRONMENT=production`` takes nothing for granted.
"""

import json
import secrets
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

BASE_DIR = Path(__file__).resolve().parent.parent.parent


class Env(BaseSettings):
    """The settings that differ from one installation to the next."""

    model_config = SettingsConfigDict(
        env_file=BASE_DIR / ".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    environment: Literal["demo", "production", "test"] = "demo"
    debug: bool = False
    secret_key: SecretStr | None = None
    allowed_hosts: str = "localhost,127.0.0.1,[::1]"
    site_url: str = "http://localhost:8000"
    trust_proxy_headers: bool = False

    var_root: Path = BASE_DIR / "var"
    media_root: Path | None = None
    private_root: Path | None = None
    static_root: Path | None = None

    database_url: str | None = None
    database_conn_max_age: int = Field(default=60, ge=0)
    redis_url: str | None = None
    broker_url: str | None = None
    elasticsearch_url: str | None = None
    elasticsearch_prefix: str = "san"
    search_engine: Literal["auto", "database"] = "auto"

    email_url: str | None = None
    email_from: str = "Sàn Quảng Trị <khong-tra-loi@san.example.vn>"
    admin_email: str | None = None

    stripe_api_key: SecretStr | None = None
    stripe_webhook_secret: SecretStr | None = None
    stripe_api_base: str | None = None

    # How the floor learns who a stallkeeper is; an officer compares by hand unless the province connects more.
    identity_adapter: str = "marketplace.stalls.identity.ManualIdentity"

    province_code: str = Field(default="44", pattern=r"^\d{2}$")
    theme: str = Field(default="quangtri", pattern=r"^[a-z0-9_-]+$")
    page_cache_seconds: int = Field(default=60, ge=0)
    measure_sql: bool = False
    # Orders from one address; 0 sets no limit, as a benchmark needs.
    orders_per_hour: int = Field(default=60, ge=0)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("site_url")
    @classmethod
    def _site_url_is_an_origin(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            message = "SITE_URL starts with http:// or https://"
            raise ValueError(message)
        return value.rstrip("/")

    @model_validator(mode="after")
    def _production_is_explicit(self) -> Self:
        if self.environment != "production":
            return self
        needed = {
            "SECRET_KEY": self.secret_key,
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "EMAIL_URL": self.email_url,
        }
        missing = sorted(name for name, value in needed.items() if value is None)
        if missing:
            message = f"production needs {', '.join(missing)}"
            raise ValueError(message)
        if self.debug:
            message = "DEBUG stays off in production"
            raise ValueError(message)
        if not self.site_url.startswith("https://"):
            message = "SITE_URL is https in production"
            raise ValueError(message)
        return self

    @property
    def is_production(self) -> bool:
        """Whether this is a real installation."""
        return self.environment == "production"

    @property
    def is_demo(self) -> bool:
        """Whether the demo's conveniences (mailbox page, known accounts) are on."""
        return self.environment == "demo"

    def signing_key(self) -> str:
        """Return the secret key; outside production it is made once and kept under ``var/``."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value()
        if self.environment == "test":
            return "a-key-for-tests-only-which-signs-nothing-real"
        keys = self.var_root / "demo-keys.json"
        if not keys.exists():
            keys.parent.mkdir(parents=True, exist_ok=True)
            fresh = keys.with_suffix(f".{secrets.token_hex(4)}")
            fresh.touch(mode=0o600)
            fresh.write_text(json.dumps({"secret_key": secrets.token_urlsafe(50)}), encoding="utf-8")
            try:
                keys.hardlink_to(fresh)  # two processes that start together agree on one key
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        return str(json.loads(keys.read_text(encoding="utf-8"))["secret_key"])


env = Env()
