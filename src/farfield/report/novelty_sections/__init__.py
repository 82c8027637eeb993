"""The sections of the page of ideas against prior work, one a file."""
