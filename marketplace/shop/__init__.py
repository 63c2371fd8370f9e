"""Only forks of Oscar: one folder per Oscar label, and in each only what a law needs changed."""
