"""One module a format: each has one function that turns a file of it into drafts of items, and its `FORMAT`, which
tells that function and the marks by which such files are known."""
