"""What a floor without Elasticsearch does not pay for."""

import ast
from pathlib import Path
from typing import Final

import search

_CLIENT: Final = ("search.engines.elastic", "elasticsearch", "elasticsearch_dsl", "elastic_transport")


def _imported_at_start(body: list[ast.stmt]) -> set[str]:
    """Return the modules that are imported while a file is: outside functions, and not for types alone."""
    found = set()
    for node in body:
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
        elif isinstance(node, ast.ClassDef | ast.Try):
            found |= _imported_at_start(node.body)
    return found


def test_no_process_loads_the_client_of_elasticsearch_before_the_setting_names_one() -> None:
    package = Path(search.__file__).parent
    elastic = package / "engines" / "elastic"
    read = 0
    for path in package.rglob("*.py"):
        imported = _imported_at_start(ast.parse(path.read_text(encoding="utf-8")).body)
        client = {one for one in imported if one.startswith(_CLIENT)}
        if path.is_relative_to(elastic):
            read += bool(client)
        else:
            assert client == set(), path.relative_to(package)
    # The files of the engine itself do: the reading finds what it looks for.
    assert read >= 4
