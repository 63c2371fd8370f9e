"""Hashed names reach into our modules, and packages that import by bare names are left alone."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from marketplace.core.web.static import FloorStaticFilesStorage


@pytest.fixture
def storage(tmp_path: Path) -> FloorStaticFilesStorage:
    return FloorStaticFilesStorage(location=str(tmp_path), base_url="/static/")


def process(storage: FloorStaticFilesStorage, files: dict[str, str]) -> dict[str, str]:
    """Collect ``files`` and return the text that each is served with."""
    source = FileSystemStorage(location=storage.location)
    for name, text in files.items():
        source.save(name, ContentFile(text.encode()))
    outcomes = storage.post_process({name: (source, name) for name in files})
    assert [outcome for _name, _hashed, outcome in outcomes if isinstance(outcome, Exception)] == []
    served = {name: storage.path(storage.hashed_files[storage.hash_key(name)]) for name in files}
    return {name: Path(path).read_text() for name, path in served.items()}


def test_import_of_our_module_follows_the_hash(storage: FloorStaticFilesStorage) -> None:
    served = process(storage, {"js/floor.js": 'import "./basket.js";\n', "js/basket.js": "say();\n"})
    hashed = Path(storage.hashed_files["js/basket.js"]).name
    assert served["js/floor.js"] == f'import"./{hashed}";\n'


def test_bare_import_of_a_package_is_left_alone(storage: FloorStaticFilesStorage) -> None:
    text = 'import htmx from "./nothing-here";\n'
    assert process(storage, {"package/ext/sse.js": text})["package/ext/sse.js"] == text
