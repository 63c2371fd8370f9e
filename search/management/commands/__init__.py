"""Commands of the product index."""
