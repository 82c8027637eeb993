"""Which metadata of a record becomes a column, and under which name."""

from __future__ import annotations

import datetime
import decimal
import math
from collections.abc import Mapping
from typing import Any

from farfield.files.json_values import whole_characters
from farfield.records import Scalar
from farfield.schemas import ITEM_SCHEMA, SCAN_COLUMNS

METADATA_CUT = 200  # characters; a longer text is no label and is left out
RESERVED_NAMES = frozenset((*ITEM_SCHEMA, *SCAN_COLUMNS, "regime_declared"))
RESERVED_PREFIX = "ruler_"


def scalars(metadata: Mapping[str, Any]) -> dict[str, Scalar]:
    """The metadata that can be a column: numbers, booleans, dates and short texts, under safe names."""
    kept: dict[str, Scalar] = {}
    for name, value in metadata.items():
        plain = _scalar(value)
        if plain is not None:
            kept.setdefault(metadata_name(name), plain)
    return kept


def clean(text: str) -> str:
    """The text without lone surrogates, which no table can hold."""
    return text if text.isascii() else whole_characters(text)


def _scalar(value: Any) -> Scalar:
    if isinstance(value, str):
        return clean(value) if value and len(value) <= METADATA_CUT else None
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**63 else str(value)[:METADATA_CUT]
    if isinstance(value, float | decimal.Decimal):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, datetime.date | datetime.datetime | datetime.time):
        return value.isoformat()
    return None


def metadata_name(name: str) -> str:
    """The column of a piece of metadata: `meta_` keeps it apart from the columns of Farfield itself."""
    if not name or name in RESERVED_NAMES or name.startswith(RESERVED_PREFIX):
        return f"meta_{clean(name)}"
    return clean(name)
