"""One module a format: each has one function that turns a file of it into drafts of items."""
