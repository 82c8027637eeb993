"""Results as people read them on a screen of text."""
