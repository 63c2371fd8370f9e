import gettext
import os
from pathlib import Path

from tools.compile_messages import compile_messages

CATALOGUE = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Giỏ hàng"
msgstr "Basket"
"""


def catalogue(locale: Path) -> Path:
    path = locale / "en/LC_MESSAGES/django.po"
    path.parent.mkdir(parents=True)
    path.write_text(CATALOGUE, encoding="utf-8")
    return path


def test_catalogue_is_compiled_so_that_gettext_reads_it(tmp_path: Path) -> None:
    catalogue(tmp_path)
    assert compile_messages(tmp_path) == [tmp_path / "en/LC_MESSAGES/django.mo"]
    assert gettext.translation("django", tmp_path, ["en"]).gettext("Giỏ hàng") == "Basket"


def test_unchanged_catalogue_is_left_alone(tmp_path: Path) -> None:
    path = catalogue(tmp_path)
    compile_messages(tmp_path)
    assert compile_messages(tmp_path) == []
    later = path.stat().st_mtime + 5
    os.utime(path, (later, later))
    assert compile_messages(tmp_path) == [path.with_suffix(".mo")]


def test_folder_without_catalogues_compiles_nothing(tmp_path: Path) -> None:
    assert compile_messages(tmp_path / "missing") == []
