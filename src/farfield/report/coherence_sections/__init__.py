"""The sections of the page of coherence, one a file."""
