"""A stall's part of an order, from "new" to "delivered". Its state is the truth; Oscar's is derived."""
