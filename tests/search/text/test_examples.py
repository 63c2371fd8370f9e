"""What the docstrings of the text rules show is what the rules do."""

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize(
    "module", ["cleaning", "folding", "keyboard", "prices", "privacy", "tokens", "units"]
)
def test_examples_of_each_text_rule_hold(module: str) -> None:
    result = doctest.testmod(import_module(f"search.text.{module}"))
    assert result.attempted > 0
    assert result.failed == 0
