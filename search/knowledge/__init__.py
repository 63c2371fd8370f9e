"""What a process knows for planning: the catalogue's words, the officers' rules, the names of stalls."""
