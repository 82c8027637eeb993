"""The sections of the page of a comparison, one a file, named as their headings read."""
