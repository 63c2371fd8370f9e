"""What was searched for, counted without who: the slips, how long counts stay, and what they say."""
