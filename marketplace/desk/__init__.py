"""The stallkeeper's pages. Every one of them starts from the stall of the request (law 6)."""
