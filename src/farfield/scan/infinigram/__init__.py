"""infini-gram: the spans of the items counted in an index that somebody else built, here or at a server."""
