"""Near duplicates: how much of a text stands in one window of a document, edits allowed."""
