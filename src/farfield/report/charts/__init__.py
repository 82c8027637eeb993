"""Charts of a page, as SVG without a script."""
