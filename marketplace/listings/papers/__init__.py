"""The papers of a listing: what each says, which rule it answers, when it ends, and what then becomes of the goods."""
