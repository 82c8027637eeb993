"""The options of measuring."""

from __future__ import annotations

from dataclasses import dataclass

from farfield.records import FarfieldError, Field, Unit


@dataclass(frozen=True, slots=True)
class MeasureOptions:
    """What is measured and how.

    `rulers`: names of RULERS or `column:NAME`. `field`: the text that the text rulers measure. `unit`: what the
    scan counted as a word. `difficulty`: column of numbers or of a category that far and near are compared at
    equal values of. `covariates`: further such columns; `category:NAME` reads numbers as names. `length`: whether
    that of the field is held equal too. `cluster`: column of what items share (template, passage, source); None
    clusters the epochs of an item. `weight`: numeric column of how much an item counts; None counts all alike.
    `chance`: score of a guess in [0, 1); None takes the items' own `chance`. `ceiling`: near-field score of the
    curve in (0, 1], where it is known; None fits it. `cutoff`: ISO date of the subject's last training data, or
    the column that holds it for each. `control`: COL=VALUE, items that are a control series beside the cutoff (or
    `subject=NAME`, another subject's). `twins`: column whose equal values are twins, or `COL:SIDE` with the column
    that says which is far. `reliability`: share in (0, 1] of the difficulty's variance that is no noise.
    `recall_threshold`: documents that must hold question and answer together. `near_recall`: whether near
    duplicates of the question, held with the answer, count among these. `thresholds`: tau of the regime rule,
    occurrences that make support, the first of which gives `regime`. `frozen_share`: pi_0 of that rule
    (`RuleOptions`). `axis_rulers`: measure items of families along each ordered axis on which they vary, and
    compare their twins where `twins` names none. `bands`: most bands of a continuous ruler. `groups`:
    NAME=TASK,TASK* for tasks that are pooled beside their own profiles. `by`: column of few values; each is
    profiled as a stratum of its task, or of the pool that its task is in. `draws`: curves drawn for the intervals
    of a curve, and replicates of a bootstrap. `value`, `against`: conditions COL=VALUE, apart by commas, that rows of a
    value and of the capability that it is set against meet; None takes those whose `kind` says so. `control` is then
    what the value is told from, and `shown` the condition under which its rows show the behaviour; None takes those
    with score 0. `axis`: column of the levels along which both are told; `grader`: column of who scored; `gold`:
    column of what a value's score should be, where somebody looked; `near`: levels that retention is reckoned from.
    """

    rulers: tuple[str, ...] = ("pieces",)
    field: Field = "question"
    unit: Unit = "word"
    difficulty: str | None = None
    covariates: tuple[str, ...] = ()
    length: bool = True
    cluster: str | None = None
    weight: str | None = None
    chance: float | None = None
    ceiling: float | None = None
    cutoff: str | None = None
    control: tuple[str, ...] = ()
    value: str | None = None
    against: str | None = None
    shown: str | None = None
    axis: str = "level"
    grader: str | None = None
    gold: str | None = None
    near: tuple[str, ...] = ()
    twins: str | None = None
    reliability: float | None = None
    recall_threshold: int = 1
    near_recall: bool = True
    thresholds: tuple[int, ...] = (1, 10, 100)
    frozen_share: float = 0.0
    axis_rulers: bool = True
    groups: tuple[str, ...] = ()
    by: str | None = None
    confidence: float = 0.95
    bands: int = 10
    draws: int = 1000
    seed: int = 0

    def __post_init__(self) -> None:
        if self.chance is not None and not 0 <= self.chance < 1:
            raise FarfieldError(
                f"chance must lie in [0, 1), not {self.chance}",
                remedy="Four equal choices have --chance 0.25.",
            )
        if self.ceiling is not None and not (self.chance or 0) < self.ceiling <= 1:
            raise FarfieldError(
                f"ceiling must lie above chance and not above 1, not {self.ceiling}",
                remedy="A subject that solves everything near the data has --ceiling 1.",
            )
        if self.reliability is not None and not 0 < self.reliability <= 1:
            raise FarfieldError(
                f"reliability must lie above 0 and not above 1, not {self.reliability}",
                remedy="It is the share of the difficulty's variance that is no noise.",
            )
        if (
            not self.thresholds
            or min(self.thresholds) < 1
            or len(set(self.thresholds)) < len(self.thresholds)
        ):
            raise FarfieldError(f"thresholds must be different and at least 1, not {self.thresholds}")
        if not 0 <= self.frozen_share < 1:
            raise FarfieldError(f"frozen_share must lie in [0, 1), not {self.frozen_share}")
        if not 0 < self.confidence < 1:
            raise FarfieldError(f"confidence must lie between 0 and 1, not {self.confidence}")
        for name in ("recall_threshold", "bands", "draws"):
            if getattr(self, name) < 1:
                raise FarfieldError(f"{name} must be at least 1, not {getattr(self, name)}")
