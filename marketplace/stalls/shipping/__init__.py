"""Where a stall sends its goods, for how much and how fast: what it says, and what a shopper is offered."""
