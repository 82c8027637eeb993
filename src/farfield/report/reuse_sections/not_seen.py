"""What no transcript can show."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.reuse_folder import AuditResults
from farfield.words.reuse import UNSEEN


def not_seen(_: AuditResults) -> Element:
    """The section of what this page cannot know."""
    rows = [tag("li", one) for one in UNSEEN]
    return tag(
        "section", tag("h2", "What cannot be seen here"), tag("ul", rows, class_="told-list"), id="unseen"
    )
