"""Warnings: the sentence of each code of `results.notices`."""

from __future__ import annotations

from collections.abc import Iterable

from farfield.results.notices import AnyNotice
from farfield.results.ruler_notices import EqualNotice, RulerNotice
from farfield.results.score_notices import RegimeNotice, ScoreNotice, ScoringNotice
from farfield.words.regime_warnings import regime_warning
from farfield.words.ruler_warnings import equal_warning, ruler_warning
from farfield.words.score_warnings import score_warning, scoring_warning
from farfield.words.view_warnings import view_warning


def warnings(notices: Iterable[AnyNotice]) -> list[str]:
    """A sentence for each notice, in their order; each sentence once."""
    return list(dict.fromkeys(map(warning, notices)))


def warning(notice: AnyNotice) -> str:
    """The sentence of one notice."""
    if isinstance(notice, ScoreNotice):
        return score_warning(notice)
    if isinstance(notice, RegimeNotice):
        return regime_warning(notice)
    if isinstance(notice, ScoringNotice):
        return scoring_warning(notice)
    if isinstance(notice, EqualNotice):
        return equal_warning(notice)
    if isinstance(notice, RulerNotice):
        return ruler_warning(notice)
    return view_warning(notice)
