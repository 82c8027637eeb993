"""What a command found, in brief: for a program that called it (`--json`) and for a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from farfield.corpus_records import CorpusSummary
from farfield.results.profile import Profile, SubjectProfile
from farfield.results.rulers import Measured
from farfield.results.run_record import RunRecord
from farfield.results.structs import Result

SCHEMA_SUMMARY = "farfield.summary/1"


class ScoreRow(Result):
    """A subject on a task by one ruler. Of a run without rulers, one row each with the score alone."""

    subject: str
    """Whose answers."""
    task: str
    """To what: a task, pool or stratum."""
    items: int
    """Scored items."""
    score: float | None
    """Mean score, 0 to 1; null without scores."""
    score_low: float | None
    """Lower end of its interval."""
    score_high: float | None
    """Upper end of its interval."""
    ruler: str | None = None
    """By which the rest is measured; null without rulers."""
    unit: str | None = None
    """The ruler's unit, that of `reach`."""
    near: float | None = None
    """What the nearest third scores."""
    far: float | None = None
    """What the farthest third scores."""
    gap: float | None = None
    """Far field minus near field."""
    gap_low: float | None = None
    """Lower end of its interval."""
    gap_high: float | None = None
    """Upper end of its interval."""
    gap_adjusted: bool | None = None
    """Whether the gap is at equal length and difficulty."""
    slope: float | None = None
    """Change of the log-odds of a right answer with one standard deviation of distance, adjusted where it could be."""
    slope_low: float | None = None
    """Lower end of its interval."""
    slope_high: float | None = None
    """Upper end of its interval."""
    reach: float | None = None
    """The distance at which the score above the floor has fallen to half of its near field; null where it cannot be
    told or lies beyond the data."""
    reach_low: float | None = None
    """Lower end of its interval."""
    reach_high: float | None = None
    """Upper end of its interval."""
    beyond_the_data: bool | None = None
    """Whether the reach lies beyond the farthest item."""


class Summary(Result, kw_only=True):
    """What a command found and wrote: one object on the standard output, by `--json`."""

    schema: str = SCHEMA_SUMMARY
    """`farfield.summary/1`."""
    command: str
    """Which command: profile, scan, demo or example."""
    folder: str
    """The folder that was written."""
    files: dict[str, str]
    """What stands there, by name without its ending, as `report`, `profile`, `items`; each with its path."""
    lead: str | None
    """What was found of all subjects, in at most 100 words; null after a mere scan."""
    answer: list[str]
    """The same in full: a paragraph for each subject and task."""
    scores: list[ScoreRow]
    """The same in numbers: a row for each subject, task and ruler; `[]` for commands that measure none."""
    corpus: CorpusSummary | None
    """What was searched; null without a corpus."""
    warnings: list[str]
    """What must be known before it is believed."""


def score_rows(profile: Profile) -> list[ScoreRow]:
    """A row for each subject, task and ruler, the main ruler first."""
    return [row for one in profile.profiles for row in _rows_of(one)]


def _rows_of(one: SubjectProfile) -> Iterator[ScoreRow]:
    score = one.score
    row = ScoreRow(one.subject, one.task, score.items, score.mean, score.low, score.high)
    if not one.rulers:
        yield row
    for name in sorted(one.rulers, key=lambda name: name != one.main_ruler):
        yield _measured(row, name, one.rulers[name])


def _measured(row: ScoreRow, ruler: str, found: Measured) -> ScoreRow:
    """The row with what one ruler measured; the slope adjusted where that could be fitted."""
    gap, reach, slope = found.gap, found.reach, found.slope.best
    return replace(
        row,
        ruler=ruler,
        unit=found.unit,
        near=gap.near,
        far=gap.far,
        gap=gap.difference,
        gap_low=gap.low,
        gap_high=gap.high,
        gap_adjusted=gap.adjusted,
        slope=slope.log_odds_per_sd,
        slope_low=slope.low,
        slope_high=slope.high,
        reach=None if reach.censored else reach.distance,
        reach_low=reach.low,
        reach_high=reach.high,
        beyond_the_data=reach.censored,
    )


def files_of(folder: Path) -> dict[str, str]:
    """The files of a run in its folder, by name without ending."""
    kinds = (".html", ".json", ".jsonl", ".parquet")
    return {
        path.stem: str(path)
        for path in sorted(folder.iterdir())
        if path.suffix in kinds and not path.name.startswith(".")
    }


def warnings_of(profile: Profile | None, record: RunRecord) -> list[str]:
    """Warnings of reading, of the scan and of measuring, each once."""
    measured = [warning for one in profile.profiles for warning in one.warnings] if profile else []
    return list(dict.fromkeys([*record.warnings, *measured]))
