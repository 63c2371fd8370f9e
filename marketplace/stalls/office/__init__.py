"""The officers' pages about stalls and their dossiers."""
