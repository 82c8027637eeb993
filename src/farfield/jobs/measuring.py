"""Measuring alone: what `measure` finds, with the sentences that its codes stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from farfield import measure
from farfield.corpus_records import CorpusSummary
from farfield.measure import MeasureOptions
from farfield.records import Support, TaskGroup
from farfield.results import Profile
from farfield.words.telling import tell


def fit_profile(
    items: pl.DataFrame,
    options: MeasureOptions,
    corpus: CorpusSummary | None = None,
    supports: Mapping[str, Support] | None = None,
    groups: Sequence[TaskGroup] = (),
) -> Profile:
    """The profile of every subject on every task, typed (docs/profile-json.md tells each key).

    `items`: ITEM_SCHEMA and what the scan added; rulers and regimes are added where they are not there yet.
    `supports`: what the corpus, or a declaration, shows of each family. `groups`: what the logs tell of tasks that
    belong together; those of which several are here are pooled, beside their own profiles.
    Profiles are ordered by task, then by subject, each in order of first appearance; first pools, and tasks that are in
    none, then what they are made of.
    Raises FarfieldError for an empty table and for options that the items cannot serve.
    """
    return tell(measure.fit_profile(items, options, corpus, supports, groups))
