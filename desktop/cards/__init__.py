"""Parts of the card of a feature."""
