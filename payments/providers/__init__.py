"""The ways to pay, each behind one Protocol; ``registry`` knows which there are."""
