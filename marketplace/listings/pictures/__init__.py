"""Pictures of goods: cleaned when they come in, cleared away when nothing shows them."""
