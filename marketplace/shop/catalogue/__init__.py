"""The shelf: the fork of Oscar's ``catalogue``. Only ``marketplace.listings`` writes products."""
