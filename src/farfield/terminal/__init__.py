"""The same results for a screen of text."""
