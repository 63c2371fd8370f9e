"""Product search: text, plan, engines, and a copy of the shelf that can be rebuilt at any time."""
