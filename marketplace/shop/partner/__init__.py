"""The fork of Oscar's ``partner``: price, availability and stock."""
