"""How well a product answers a plan, and what of it was asked for: the same whichever engine found it."""

from search.ranking.highlight import mark, snippet
from search.ranking.recipe import Candidate, Scored, rank, score

__all__ = ("Candidate", "Scored", "mark", "rank", "score", "snippet")
