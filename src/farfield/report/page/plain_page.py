"""A self-contained page of sections: no script, and no address outside itself."""

from __future__ import annotations

from collections.abc import Iterable
from string import Template
from xml.etree.ElementTree import Element

from farfield.report.page.markup import write
from farfield.report.page.shell import asset, content_policy, escaped, page_style


def plain_page(title: str, sections: Iterable[Element | str | None], *styles: str) -> str:
    """The page as one string of HTML. `sections`: strings are HTML already, as of those too large to hold as elements.
    `styles`: names of further style sheets among the page's assets.
    """
    style = "".join([page_style(), *map(asset, styles)])
    return Template(asset("plain.html")).substitute(
        title=escaped(title),
        policy=content_policy(style),
        style=style,
        body="\n".join(
            part if isinstance(part, str) else write(part) for part in sections if part is not None
        ),
    )
