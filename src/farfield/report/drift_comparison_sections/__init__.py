"""The sections of the page that lays subjects of drift beside each other, one a file."""
