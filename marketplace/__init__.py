"""The trading floor of a province: stalls, listings, orders and the pages around them."""
