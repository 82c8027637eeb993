"""The words of the items as a suffix tree, and documents that stream past it: every span counted."""
