"""What every request and answer obeys: length, origin, language, who may keep a page, how often somebody may try."""
