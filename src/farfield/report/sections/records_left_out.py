"""Records left out: the first of them, with why, which `page.js` lists where there are any."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.run_folder import Results


def records_left_out(_: Results) -> Element:
    """The section of rejected records, hidden until the script of the page finds some."""
    rows = tag("div", id="rejected-rows")
    return tag("section", tag("h3", "Records left out"), rows, id="rejected", class_="scripted", hidden=True)
