"""A corpus → documents. What a file is, is told by its content."""
