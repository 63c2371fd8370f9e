"""What a page of goods says, read from its context."""

from typing import Any

from search.pages.facets import Facet


def names(response: Any) -> set[str]:
    return {card.title for card in response.context["page"].cards}


def facet(response: Any, name: str) -> Facet:
    found: Facet = next(one for one in response.context["facets"] if one.name == name)
    return found
