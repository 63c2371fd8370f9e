"""The values that every engine counts and decides by, so that they say the same."""

from typing import Final

MOST_BUCKETS: Final = 60
PRICE_EDGES: Final = (0, 30_000, 60_000, 90_000, 120_000, 160_000, 200_000, 300_000, 500_000, 1_000_000)
PRICE_BARS: Final = tuple(zip(PRICE_EDGES, (*PRICE_EDGES[1:], None), strict=True))
OCOP_LEVELS: Final = (3, 4, 5)
RATING_LEVELS: Final = (3, 4, 5)
ZONES: Final = ("province", "region", "nation")
# With fewer goods that have all the words, those with some of them are shown below.
FEW: Final = 24
