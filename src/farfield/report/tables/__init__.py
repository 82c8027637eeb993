"""The tables of the pages: numbers with what belongs to them, one kind a file."""
