"""What a word of a text is: one definition, for items, documents and reports alike."""
