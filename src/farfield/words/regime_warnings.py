"""Warnings on regimes that were declared, and on families."""

from __future__ import annotations

from typing import assert_never

from farfield.records import REGIMES
from farfield.results import score_notices as of
from farfield.results.score_notices import RegimeNotice
from farfield.words.numbers import count, whole

LABELS_SHOWN = 5


def regime_warning(notice: RegimeNotice) -> str:
    """The sentence of a notice on regimes or families."""
    match notice:
        case of.LabelOverturned(items=items, nearly=nearly):
            alone = (
                f" ({whole(nearly)} by a near duplicate alone: --no-near-recall leaves these out)"
                if nearly
                else ""
            )
            return (
                f"The corpus holds question and answer of {count(items, 'item')} declared as something else: they "
                f"count as recall{alone}."
            )
        case of.LabelNotFound(items=items, in_part=in_part):
            where = "the part of the corpus that was searched" if in_part else "the corpus"
            told = f"{count(items, 'item')} declared as recall not found with their answer in {where}"
            return f"{told}: {_instead(notice)}."
        case of.NoSuchRegime(labels=labels):
            return (
                f"Declared regimes that are none of {', '.join(REGIMES)} count as unknown: "
                f"{', '.join(map(repr, labels[:LABELS_SHOWN]))}."
            )
        case of.AxesWithoutFamily(columns=columns):
            return (
                f"{', '.join(columns)} tell where items stand, and no column `family` tells on the axes of what: no "
                "regime follows from them. Add it with one name for all items, and declare a support (--support FILE)."
            )
        case of.UndeclaredFamily():
            return _undeclared(notice)
        case of.LevelsUntold(family=family, column=column, items=items):
            return f"{count(items, 'item')} of {family} tell no {column}: their regime is unknown."
        case of.AxesUntold(family=family, columns=columns):
            return f"Items of {family} tell no {' and no '.join(columns)}: their regime is unknown."
        case of.OtherAxes(family=family, then=then, now=now):
            return (
                f"The axes of {family} were declared as {', '.join(then)} when its items were made and are {now} here: "
                "its regimes rest on the axes as they are here."
            )
    assert_never(notice)


def _instead(notice: of.LabelNotFound) -> str:
    """What counts in place of a label that did not stand."""
    rest = notice.items - notice.unknown
    if not rest:
        return "they count as unknown"
    if not notice.unknown:
        return "the axes of their family decide"
    return f"the axes of their family decide for {whole(rest)}, the rest count as unknown"


def _undeclared(notice: of.UndeclaredFamily) -> str:
    """Why items of a family have no regime, and what to do about it."""
    name = repr(notice.family)
    like = f" (did you mean {notice.like}?)" if notice.like else ""
    beginning = (
        f"The family {name} cannot be used here, {notice.problem}"
        if notice.problem
        else f"There is no family {name} here{like}"
    )
    are = "1 item of it has" if notice.items == 1 else f"{whole(notice.items)} items of it have"
    remedy = (
        f"Declare what the model was shown along its axes with --support FILE, as {notice.example}."
        if notice.example
        else "Its levels would stand in columns axis_NAME, and what the model was shown of them in --support FILE."
    )
    return f"{beginning}: {are} no regime but the one that their log declares. {remedy}"
