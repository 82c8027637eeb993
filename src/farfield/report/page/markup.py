"""Elements of HTML and SVG as a tree: text and attributes are escaped when it is written, never before."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, tostring

Child = Element | str | None


def tag(name: str, /, *children: Child | Iterable[Child], **attributes: object) -> Element:
    """`tag("a", "text", class_="near", data_task="x")`; attributes that are None or False are left out."""
    element = Element(name)
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        element.set(key.rstrip("_").replace("_", "-"), "" if value is True else _written(value))
    for child in _flat(children):
        _append(element, child)
    return element


def _written(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _flat(children: Iterable[Child | Iterable[Child]]) -> Iterable[Element | str]:
    for child in children:
        if isinstance(child, (Element, str)):
            yield child
        elif child is not None:
            yield from (c for c in child if c is not None)


def _append(element: Element, child: Element | str) -> None:
    if isinstance(child, Element):
        element.append(child)
    elif len(element):
        element[-1].tail = (element[-1].tail or "") + child
    else:
        element.text = (element.text or "") + child


def write(element: Element) -> str:
    """The element as HTML. Its text may hold anything; control characters no page can show are dropped."""
    return tostring(element, encoding="unicode", method="html").translate(_CONTROLS)


_CONTROLS = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
