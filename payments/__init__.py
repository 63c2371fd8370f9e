"""Payments know an order only by an opaque reference; they answer with signals."""
