"""A dry run on a screen of text."""

from __future__ import annotations

from farfield.records import printable
from farfield.results.preview import Preview
from farfield.words import numbers, phrases
from farfield.words.numbers import significant, whole

LEAST = 0.001
"""Core-hours, below which there is nothing to plan."""


def tell_preview(found: Preview) -> list[str]:
    """Lines to print: what would be read and about how long it takes, then what reading the logs warned of."""
    parts = [
        f"{phrases.count(found.log_files, 'file')} of results "
        f"({phrases.count(found.items, 'answer')} of {phrases.count(found.subjects, 'subject')})"
    ]
    if found.corpus_files:
        parts.append(
            f"{phrases.count(found.corpus_files, 'file')} of the corpus, {_size(found.corpus_bytes)}"
        )
    told = [f"would be read: {', and '.join(parts)}", *_time(found)]
    if found.rejected:
        told.append(f"{phrases.count(found.rejected, 'record')} of the results could not be used")
    told += [f"! {warning}" for warning in found.warnings]
    return [printable(line) for line in [*told, "nothing was scanned and nothing written"]]


def _time(found: Preview) -> list[str]:
    if not found.corpus_files:
        return []
    if found.core_hours_low is None or found.core_hours_high is None:
        return ["about how long cannot be told: no server tells the size of a file"]
    packed = (
        f"; {phrases.count(found.packed, 'file')} compressed, taken for three times that"
        if found.packed
        else ""
    )
    unknown = f"; without {phrases.count(found.unknown, 'file')} of unknown size" if found.unknown else ""
    hours = f"{significant(found.core_hours_low, 2)} to {significant(found.core_hours_high, 2)}"
    seconds = 3600 * found.core_hours_high
    short = f" (at most {whole(max(1, round(seconds)))} s of one core)" if seconds < 360 else ""
    pace = f"{phrases.count(found.processes, 'process', 'processes')}{packed}{unknown}"
    if found.core_hours_high < LEAST:
        hours = f"{LEAST} or fewer"
    return [f"about {hours} core-hours{short}, in {pace}"]


def _size(count: int) -> str:
    for unit, size in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{significant(count / size)} {unit}"
    return numbers.count(count, "byte")
