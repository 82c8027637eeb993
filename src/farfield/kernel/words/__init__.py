"""Bytes of a document → its words as numbers."""
