"""Where it comes from: documents, passages and outputs, which `page.js` makes tables of, each with its items."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.run_folder import Results


def where_it_comes_from(_: Results) -> Element:
    """The section in which the script of the page puts what `page/used_most.py` found."""
    return tag(
        "section", tag("h2", "Where it comes from"), tag("div", id="used"), id="sources", class_="scripted"
    )
