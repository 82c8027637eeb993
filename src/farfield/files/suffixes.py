"""Suffixes that tell what a file was meant to be, where its content does not."""

JSON_LINES = (".jsonl", ".ndjson", ".jl")
JSON = (".json", *JSON_LINES)
PARQUET = (".parquet", ".pq")
ARROW = (".arrow", ".ipc", ".feather")
DELIMITED = (".csv", ".tsv", ".tab")
MAYBE_DELIMITED = ("", ".txt", ".dat", ".psv")
WARC = (".warc", ".wet")
TAR = (".tar", ".tgz", ".tbz2", ".txz")
ZIP = (".zip",)
RECORDS = (*JSON_LINES, *PARQUET, *ARROW)
"""A file of these names is records or it is broken: if none of them has a text, the name of the field is wrong."""
DATA = (*JSON_LINES, *PARQUET, *ARROW, *DELIMITED, *WARC)
"""Files of data, beside which a README is no document."""
BINARY = (*PARQUET, *ARROW, *ZIP, *TAR)
"""Names of files that are no text, whatever is in them."""
