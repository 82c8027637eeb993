"""Task templates that name fields of a document: a plain field name, or text with `{{field}}` in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from farfield.logs.columns import MISSING, look_up
from farfield.logs.values import to_text

_FIELD = re.compile(r"\{\{-?\s*([^{}|()]+?)\s*-?\}\}")
_INDEX = re.compile(r"\[\s*['\"]?([^'\"\]]+)['\"]?\s*\]")


def fill_template(template: str, doc: Mapping[str, Any]) -> str | None:
    """The text that the template stands for; None where it needs more than fields of the document."""
    if template in doc:
        return to_text(doc[template])
    values = {name: look_up(doc, _INDEX.sub(r".\1", name)) for name in _FIELD.findall(template)}
    rest = _FIELD.sub("", template)
    if not values or MISSING in values.values() or any(mark in rest for mark in ("{{", "{%", "{#")):
        return None
    return _FIELD.sub(lambda match: to_text(values[match[1]]), template)
