"""Several graders of a value's rows as columns of scores, or as parts of one: a record is read once for each."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from farfield.logs.attempts import attempts_set, best_of
from farfield.logs.columns import MISSING, look_up
from farfield.logs.drafts import Draft
from farfield.logs.formats.table_names import plain_name
from farfield.logs.identity import SCORED_BY
from farfield.logs.intake import Intake
from farfield.logs.score_columns import ScoreRules, read_scores
from farfield.logs.score_parts import PREFERRED_METRICS, Metrics, measures, unwrapped
from farfield.logs.values import to_text
from farfield.options.reading import ReadOptions

GRADER = "grader"
HELD = ("scores", "judgements", "judgments", "grades", "verdicts", "judges", "graders", "ratings")
"""Columns whose parts are what each of several graders says."""
BEST_OF, KIND, VALUE = "best_of", "kind", "value"
SCORED_AS = "scored_as"
"""The column of what a column of scores was called, where that says best of however many."""


def part_graders(
    path: str, drafts: Sequence[Draft], options: ReadOptions, intake: Intake
) -> tuple[list[Draft], ReadOptions]:
    """The drafts, those of values once for each of several graders; and the options without what that settles."""
    places = _places(path, drafts, options, intake) if declare_values(drafts) else {}
    if len(places) < 2:
        return list(drafts), options
    told = "" if "score" in options.map else f" (one alone: --map score={next(iter(places.values()))})"
    intake.warn(
        path,
        "scorers_as_graders",
        f"rows of a value are scored by {', '.join(places)}: each is a grader, with items of its own{told}",
    )
    kept = {field: column for field, column in options.map.items() if field != "score"}
    return [one for draft in drafts for one in _parted(draft, places)], replace(options, map=kept)


def note_attempts(drafts: Sequence[Draft], column: str, root: Mapping[str, Any]) -> None:
    """Where the name of a column of scores says that they are the best of several attempts, so do the drafts; and
    those of values where the settings of their log say so, which stand beside the records (`root`)."""
    attempts = best_of(column) or (attempts_set(root) if root and declare_values(drafts) else None)
    if attempts is not None:
        told = {BEST_OF: int(attempts)} if math.isfinite(attempts) else {SCORED_AS: column}
        for draft in drafts:
            draft.metadata = {**told, **draft.metadata}


def declare_values(drafts: Sequence[Draft]) -> bool:
    """Whether records are of kinds, one of them a value."""
    spelled = {
        name for name in {name for draft in drafts for name in draft.metadata} if plain_name(name) == KIND
    }
    return any(
        to_text(draft.metadata.get(name)).strip().casefold() == VALUE for name in spelled for draft in drafts
    )


def _places(path: str, drafts: Sequence[Draft], options: ReadOptions, intake: Intake) -> Mapping[str, str]:
    """Where each grader's scores stand, by his name: as the user lists the columns, else parts of one column."""
    mapped = options.map.get("score")
    if mapped is not None:
        columns = [part.strip() for part in mapped.split(",")]
        known = all(_held(drafts, column) for column in columns) and not _held(drafts, mapped)
        return {column.rsplit(".", 1)[-1]: column for column in columns} if known else {}
    column = intake.fields.get(path, {}).get("score", "")
    named = {plain_name(name) for draft in drafts[:1] for name in draft.metadata}
    if plain_name(column) not in HELD or named.intersection(SCORED_BY):
        return {}
    parts = _parts(draft.score for draft in drafts)
    rules = ScoreRules(options.score_words, options.score_max)
    usual = any(plain_name(name) in PREFERRED_METRICS for name in parts)
    fit = all(measures(name) and read_scores(held, rules).in_scale for name, held in parts.items())
    return {name: f"{column}.{name}" for name in parts} if fit and not usual else {}


def _held(drafts: Sequence[Draft], column: str) -> bool:
    return any(look_up(draft.record, column) is not MISSING for draft in drafts)


def _parts(scores: Iterable[Any]) -> dict[str, list[Any]]:
    """What stands in each part of objects of scores; nothing where some are no objects, or of metrics."""
    found: dict[str, list[Any]] = {}
    for score in scores:
        if not isinstance(score, Mapping) or isinstance(score, Metrics):
            return {}
        for name, held in score.items():
            found.setdefault(str(name), []).append(unwrapped(held))
    return found


def _parted(draft: Draft, places: Mapping[str, str]) -> list[Draft]:
    """A draft for each grader that scored the record; one without a score where none did."""
    rest = {name: held for name, held in draft.metadata.items() if name not in places.values()}
    told = {name: unwrapped(look_up(draft.record, place)) for name, place in places.items()}
    scored = {name: held for name, held in told.items() if held is not MISSING and held not in (None, "")}
    if not scored:
        return [replace(draft, score=None, metadata=rest)]
    return [
        replace(
            draft,
            score=held,
            metadata={**rest, GRADER: name},
            answer_id=f"{draft.answer_id} {name}" if draft.answer_id else None,
        )
        for name, held in scored.items()
    ]
