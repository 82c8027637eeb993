"""Bytes of a file → text, rows and values, whatever they are made into: items of a log or documents of a corpus."""
