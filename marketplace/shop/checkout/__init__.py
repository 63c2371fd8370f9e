"""From a basket to a bound order: where to, how, and a last look at everything."""
