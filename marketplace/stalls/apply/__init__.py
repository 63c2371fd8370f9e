"""The keeper's pages of a dossier: its steps, their forms, and what may be seen of it."""
