"""What the back office's pages of every package share: their frame, rows, menu, what waits, and the log of edits."""
