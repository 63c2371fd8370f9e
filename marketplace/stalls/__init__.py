"""Stalls: who sells, what the law wants shown of them, and what they ask for delivery."""
