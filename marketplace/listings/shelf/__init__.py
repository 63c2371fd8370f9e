"""The door to the shelf: publishing, prices and stock, what the state of a stall forbids, the guard of the database."""
