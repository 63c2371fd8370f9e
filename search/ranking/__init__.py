"""How well a product answers a plan, and what of it was asked for: the same whichever engine found it."""

from search.ranking.highlight import mark, snippet
from search.ranking.recipe import Candidate, Recipe, Scored, rank

__all__ = ("Candidate", "Recipe", "Scored", "mark", "rank", "snippet")
