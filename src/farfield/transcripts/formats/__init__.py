"""One module a format: each has one function that turns a document of it into runs, and its `FORMAT`, which tells that
function and the marks by which such documents are known."""
