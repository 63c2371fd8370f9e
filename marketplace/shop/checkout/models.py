"""Checkout keeps nothing of its own: what a shopper typed lives in the session until the order binds it."""
