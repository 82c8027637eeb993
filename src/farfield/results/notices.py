"""What a reader must know before believing a profile: codes with figures, the key `notices` beside `warnings`."""

from __future__ import annotations

from farfield.results.ruler_notices import EqualNotice, RulerNotice, ViewNotice
from farfield.results.score_notices import RegimeNotice, ScoreNotice, ScoringNotice

AnyNotice = ScoreNotice | RegimeNotice | ScoringNotice | EqualNotice | RulerNotice | ViewNotice
