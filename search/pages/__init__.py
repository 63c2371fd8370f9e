"""The shopper's pages that list goods: their addresses, facets, suggestions, and the page of ranking criteria."""
