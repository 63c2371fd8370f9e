"""Dockerfile and compose.yaml agree with each other and with the settings.

No container engine runs where this is built, so that they are read, not run.
"""

import re
from typing import Any

import pytest
import yaml
from django.conf import settings

from marketplace.config.env import Env
from tests.project.tree import ROOT

SETTINGS = {name.upper() for name in Env.model_fields}
# Read by the images themselves, each from its own manual.
OF_IMAGES = {
    "postgres": {"POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD"},
    "elasticsearch": {"discovery.type", "xpack.security.enabled", "ES_JAVA_OPTS"},
}
OF_TOOLS = {"POSTGRES_PASSWORD", "WEB_CONCURRENCY"}
SERVICE_KEYS = {
    "build", "image", "restart", "env_file", "environment", "volumes", "command", "depends_on", "healthcheck", "ports",
}  # fmt: skip


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_compose_has_the_services_of_an_installation_and_nothing_unknown(compose: dict[str, Any]) -> None:
    assert set(compose) == {"x-app", "services", "volumes"}
    assert sorted(compose["services"]) == [
        "beat", "elasticsearch", "migrate", "postgres", "proxy", "redis", "web", "worker",
    ]  # fmt: skip
    for service in compose["services"].values():
        assert set(service) <= SERVICE_KEYS


def test_every_image_of_others_is_pinned_to_a_version(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        if "build" in service:
            assert service["image"] == "san-quang-tri:latest"
        else:
            assert re.fullmatch(r"[a-z]+:\d+(\.\d+)*(-[a-z0-9.]+)?", service["image"]), name


def test_elasticsearch_is_the_one_that_the_suite_runs(compose: dict[str, Any]) -> None:
    pom = (ROOT / "tests/services/elasticsearch/pom.xml").read_text(encoding="utf-8")
    tested = re.findall(r"<elasticsearch.version>([\d.]+)</elasticsearch.version>", pom)
    assert [compose["services"]["elasticsearch"]["image"]] == [f"elasticsearch:{tested[0]}"]


def test_every_volume_is_declared_and_used(compose: dict[str, Any]) -> None:
    mounted = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith(".")
    }
    assert mounted == set(compose["volumes"])


def test_what_a_service_waits_for_exists_and_can_be_waited_for(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            condition = how["condition"]
            assert condition in {"service_healthy", "service_completed_successfully"}, name
            if condition == "service_healthy":
                assert "healthcheck" in services[other] or "build" in services[other], (name, other)


def test_every_variable_is_known_to_the_settings(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        known = SETTINGS | OF_IMAGES.get(name, set())
        assert set(service.get("environment", {})) <= known, name
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) <= SETTINGS | OF_TOOLS


def test_the_application_gets_every_setting_that_production_needs(compose: dict[str, Any]) -> None:
    given = set(compose["services"]["web"]["environment"])
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    given |= set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "ALLOWED_HOSTS"} <= given


def test_private_pictures_are_not_within_reach_of_the_proxy(compose: dict[str, Any], dockerfile: str) -> None:
    assert "MEDIA_ROOT=/var/lib/floor/media PRIVATE_ROOT=/var/lib/floor/private" in dockerfile
    assert sorted(compose["services"]["proxy"]["volumes"]) == [
        "./deploy/Caddyfile:/etc/caddy/Caddyfile:ro", "caddy:/data", "media:/srv/media:ro",
    ]  # fmt: skip


def test_only_the_proxy_publishes_ports(compose: dict[str, Any]) -> None:
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["proxy"]


def test_dockerfile_copies_what_exists_and_what_the_ignore_file_lets_through(dockerfile: str) -> None:
    copied = [line.split()[1] for line in dockerfile.splitlines() if re.match(r"COPY (?!--)", line)]
    let_through = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")
    }
    for source in copied:
        assert (ROOT / source).exists(), source
        assert source.split("/")[0] in let_through, source


def test_dockerfile_sets_only_variables_that_somebody_reads(dockerfile: str) -> None:
    set_here = set(re.findall(r"\b([A-Z][A-Z_]{3,})=", dockerfile))
    python = {
        "PYTHONUNBUFFERED",
        "PYTHONDONTWRITEBYTECODE",
        "PIP_DISABLE_PIP_VERSION_CHECK",
        "PIP_NO_CACHE_DIR",
    }
    assert set_here - python - {"PATH"} <= SETTINGS


def test_image_does_not_run_as_root(dockerfile: str) -> None:
    instructions = [line.split()[0] for line in dockerfile.splitlines() if re.match(r"[A-Z]+ ", line)]
    assert "USER floor" in dockerfile
    assert instructions.index("USER") < instructions.index("CMD")


def test_proxy_sends_everything_but_pictures_to_the_web_server() -> None:
    caddyfile = (ROOT / "deploy/Caddyfile").read_text(encoding="utf-8")
    assert "reverse_proxy web:8000" in caddyfile
    assert "root * /srv/media" in caddyfile
    assert set(re.findall(r"\{\$([A-Z_]+)", caddyfile)) == {"SITE_URL"}


def test_proxy_lets_through_all_that_the_application_takes_or_refuses_in_words() -> None:
    caddyfile = (ROOT / "deploy/Caddyfile").read_text(encoding="utf-8")
    most = [int(size) * 1_000_000 for size in re.findall(r"max_size (\d+)MB", caddyfile)]
    assert len(most) == 1
    assert most[0] > settings.MAX_UPLOAD_BYTES > settings.MAX_BODY_BYTES
