"""Signals of recall: what a subject does that it might not do had it never seen an item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results import SubjectProfile
from farfield.results.checks import Signal
from farfield.results.rulers import Ruler
from farfield.words import phrases

SIGNALS = (
    "Signals of recall: none shows that an item was in the training data, and their absence shows nothing. "
    "p is one-sided."
)


def signals_told(profiles: Sequence[SubjectProfile], _: Mapping[str, Ruler]) -> list[Element]:
    """The table of the signals of recall; nothing where no subject has one."""
    rows = [row([p.subject, found.name], _signal(found)) for p in profiles for found in p.signals]
    if not rows:
        return []
    titles = ("subject", "signal", "value", "without it", "p")
    return [
        tag("h3", "Signals of recall"), tag("p", SIGNALS, class_="note-text"),
        numbers_table("Signals of recall", titles, rows),
    ]  # fmt: skip


def _signal(found: Signal) -> list[Element]:
    """Nats and p-values as they are, everything else as shares."""
    plain = found.name in ("exchangeability", "rank of the published order")
    say = phrases.distance if plain else phrases.percent
    ends = "" if found.low is None else f"[{say(found.low)},{phrases.FIXED}{say(found.high)}]"
    told = cell(say(found.value), f"{ends} {phrases.held(found.n)}")
    told.set("title", found.sentence)
    return [told, cell(say(found.expected)), cell(phrases.p_value(found.p))]
