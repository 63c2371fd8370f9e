"""The automatic check: what a machine sees in a submitted revision, said with its place. It decides nothing."""
