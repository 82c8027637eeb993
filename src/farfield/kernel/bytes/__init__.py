"""Bytes as UTF-8 and as strings of JSON, 64 at a time."""
