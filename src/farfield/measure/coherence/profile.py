"""Rows of stated probabilities → the content of coherence.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from farfield.families.relations import RELATIONS
from farfield.measure.coherence.choices import fit_preferences
from farfield.measure.coherence.discrimination import discriminate
from farfield.measure.coherence.from_items import StatedRows, stated_rows
from farfield.measure.coherence.judged import (
    Judged,
    incoherence,
    judge,
    mean_of,
    moved_of,
    worst_of,
)
from farfield.measure.coherence.levels import Level, find_levels
from farfield.measure.coherence.options import CoherenceOptions
from farfield.measure.coherence.references import answer_all
from farfield.measure.coherence.tuples import LeftOut, Resolutions, Tuples, gather, resolve
from farfield.options.measuring import MeasureOptions
from farfield.records import FarfieldError
from farfield.results.coherence import (
    Coherence,
    CoherenceLeftOut,
    CoherenceLevel,
    CoherenceMoved,
    CoherenceSettings,
    ItemsCoherence,
    NotTold,
    RelationCoherence,
    SubjectCoherence,
)
from farfield.text.nouns import number_of


def fit_coherence(
    stated: pl.DataFrame,
    options: CoherenceOptions,
    choices: pl.DataFrame | None = None,
) -> Coherence:
    """How coherent each subject's probabilities are, and whether they discriminate (docs/coherence-json.md).

    `stated` follows STATED_SCHEMA, `choices` CHOICES_SCHEMA. Raises FarfieldError where neither holds anything to
    measure. What only reading knows (files, rejected rows, its warnings) stays empty.
    """
    tuples, left = gather(stated)
    if not tuples and (choices is None or choices.is_empty()):
        raise _nothing_whole(left)
    found = _measure(stated, tuples, left, options)
    return Coherence(
        files=[],
        options=CoherenceSettings(options.axis, options.confidence, options.seed),
        subjects=found.subjects,
        references=found.references,
        left_out=found.left_out,
        preferences=fit_preferences(choices) if choices is not None else [],
        several_levels=left.several_levels,
        warnings=[],
    )


def fit_items_coherence(items: pl.DataFrame, options: MeasureOptions) -> list[ItemsCoherence]:
    """How coherent the probabilities are that items of a profile state, axis by axis (docs/profile-json.md)."""
    return [_of_items(told, options) for told in stated_rows(items, options)]


def _of_items(told: StatedRows, options: MeasureOptions) -> ItemsCoherence:
    rows = told.rows.clear() if told.strays else told.rows
    tuples, left = gather(rows)
    ways = CoherenceOptions(
        axis=told.axis, bands=options.bands, confidence=options.confidence, seed=options.seed
    )
    found = _measure(rows, tuples, left, ways)
    nothing: NotTold = "other_scale" if told.strays else "nothing_whole"
    return ItemsCoherence(
        axis=told.axis,
        subjects=found.subjects,
        references=found.references,
        left_out=found.left_out,
        without_probability=told.without,
        several_levels=told.several,
        reason=None if tuples else nothing,
    )


class _Found(NamedTuple):
    subjects: list[SubjectCoherence]
    references: list[SubjectCoherence]
    left_out: CoherenceLeftOut


def _measure(
    stated: pl.DataFrame, tuples: Mapping[str, Tuples], left: LeftOut, options: CoherenceOptions
) -> _Found:
    """All subjects and what to compare them with, over whole tuples by relation."""
    resolutions = resolve(tuples)
    judged = {check: judge(whole) for check, whole in tuples.items()}
    names = stated["subject"].unique(maintain_order=True).to_list()
    parts = {name: part for name in names if (part := _of_subject(judged, name))}
    shared = [check for check in tuples if all(check in part for part in parts.values())]
    asked = _Asked(resolutions, list(tuples), shared, find_levels(tuples, options), options)
    references = answer_all(tuples, resolutions.facts, options.seed) if tuples else ()
    return _Found(
        [asked.fit(name, part) for name, part in parts.items()],
        [
            asked.fit(name, {check: judge(whole) for check, whole in held.items()})
            for name, held in references
        ],
        _left_out(left, resolutions),
    )


def _of_subject(judged: Mapping[str, Judged], name: str) -> dict[str, Judged]:
    """The tuples of a subject, relation by relation; those that it was not asked have no key."""
    parts = {check: one.of(one.tuples.rows["subject"] == name) for check, one in judged.items()}
    return {check: part for check, part in parts.items() if len(part)}


def _nothing_whole(left: LeftOut) -> FarfieldError:
    lacking, twice = left.lacking_roles, left.two_probabilities
    checks, roles = ", ".join(sorted(left.unknown_checks)[:5]), ", ".join(sorted(left.unknown_roles)[:5])
    told = [
        f"checks that are not known: {checks}" if checks else "",
        f"{number_of(lacking, 'tuple that lacks', 'tuples that lack')} a role" if lacking else "",
        f"{number_of(twice, 'tuple')} with two probabilities for one role" if twice else "",
        f"roles that their check does not have: {roles}" if roles else "",
    ]  # fmt: skip
    known = "; ".join(f"{name}: {', '.join(one.roles)}" for name, one in RELATIONS.items())
    return FarfieldError(
        f"no whole tuple of a known check ({'; '.join(filter(None, told)) or 'there are no rows'})",
        remedy=f"A tuple has each role of its check once. Known are {known}.",
    )


def _left_out(left: LeftOut, resolutions: Resolutions) -> CoherenceLeftOut:
    return CoherenceLeftOut(
        rejected=0,
        unknown_checks=dict(left.unknown_checks),
        unknown_roles=dict(left.unknown_roles),
        lacking_roles=left.lacking_roles,
        two_probabilities=left.two_probabilities,
        contradictions=sum(resolutions.contradicted.values()),
        contradicted=dict(resolutions.contradicted),
        two_resolutions=resolutions.two_resolutions,
    )


@dataclass(frozen=True)
class _Asked:
    """What all subjects were asked: its resolutions, its relations, those that all share, the levels of the axis."""

    resolutions: Resolutions
    checks: Sequence[str]
    shared: Sequence[str]
    levels: Sequence[Level]
    options: CoherenceOptions

    def fit(self, name: str, found: Mapping[str, Judged]) -> SubjectCoherence:
        """The result of one answerer, whose tuples stand there by relation."""
        confidence = self.options.confidence
        common = {check: found[check].squared for check in self.shared}
        return SubjectCoherence(
            subject=name,
            whole=incoherence(found, confidence),
            common=mean_of(common, found, confidence) if common else None,
            lacking=[check for check in self.checks if check not in found],
            checks=[
                RelationCoherence(check, incoherence({check: one}, confidence))
                for check, one in found.items()
            ],
            discrimination=discriminate(
                [one.tuples for one in found.values()], self.resolutions.facts, confidence
            ),
            levels=list(self._along(found)),
            worst=worst_of(found, self.options.worst),
            moved=self._moved(found),
        )

    def _moved(self, found: Mapping[str, Judged]) -> CoherenceMoved | None:
        """From the nearest to the farthest level that it has tuples of, where levels have an order."""
        ordered = [level for level in self.levels if level.at is not None]
        parts = [(level, self._at(level, found)) for level in ordered]
        held = [(level, part) for level, part in parts if part]
        if len(held) < 2:
            return None
        (near, first), (far, last) = held[0], held[-1]
        checks = [check for check in first if check in last]
        if not checks:
            return None
        both = [{check: part[check] for check in checks} for part in (first, last)]
        difference, low, high = moved_of(both[0], both[1], self.options.confidence)
        return CoherenceMoved(near.name, far.name, checks, difference, low, high)

    def _at(self, level: Level, found: Mapping[str, Judged]) -> dict[str, Judged]:
        """The tuples at a level, by relation."""
        rows = {
            check: one.tuples.rows["level"].is_in(list(level.values)).fill_null(False)
            for check, one in found.items()
        }
        return {check: found[check].of(kept) for check, kept in rows.items() if kept.any()}

    def _along(self, found: Mapping[str, Judged]) -> Iterator[CoherenceLevel]:
        for level in self.levels:
            part = self._at(level, found)
            told = discriminate(
                [one.tuples for one in part.values()], self.resolutions.facts, self.options.confidence
            )
            there = incoherence(part, self.options.confidence, alike=True) if part else None
            yield CoherenceLevel(level.name, level.at, there, told)
