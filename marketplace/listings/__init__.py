"""What a stall asks to sell: revisions, label data, review, and the one door to the shelf."""
