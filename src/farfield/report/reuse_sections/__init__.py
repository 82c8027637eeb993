"""The sections of the page of an audit of agents' transcripts, one a file."""
