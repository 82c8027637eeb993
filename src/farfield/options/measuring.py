"""What is measured, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from farfield.options.typed import DISTANCE, EQUAL, OUTPUT, READ, VALUES, Typed
from farfield.records import FarfieldError, Field, Unit


@dataclass(frozen=True, slots=True)
class MeasureOptions:
    """What is measured and how.

    `rulers`: names of RULERS or `column:NAME`. `field`: the text that the text rulers measure. `unit`: what the scan
    counted as a word. What can be typed says with its field what it is.
    """

    rulers: tuple[str, ...] = ("pieces",)
    field: Field = "question"
    unit: Unit = "word"
    axis_rulers: bool = True
    """Measure items of families along each ordered axis on which they vary, and compare their twins where `twins` names
    none."""

    by: Annotated[
        str | None,
        Typed(
            READ,
            "COL",
            "Column of few values: a profile of each beside that of the whole task.",
            "At most 24 values; each is called `TASK · COL=VALUE`. Tasks that are pooled have the strata of their pool",
            default="none",
        ),
    ] = None
    groups: Annotated[
        tuple[str, ...],
        Typed(
            READ,
            "NAME=TASKS",
            "Pool tasks, by name or glob and apart by commas, beside their own profiles, as `bbh='bbh_*'`. Repeatable.",
            '([formats.md](formats.md), "Groups of tasks")',
            default="what the logs tell",
            name="--group",
        ),
    ] = ()
    cutoff: Annotated[
        str | None,
        Typed(
            DISTANCE,
            "DATE",
            "Last day of the training data, for --ruler time; or the column with each subject's.",
            "As `2023-09-30` (a month counts from its first day)",
        ),
    ] = None
    control: Annotated[
        tuple[str, ...],
        Typed(
            DISTANCE,
            "COL=VALUE",
            "Items or, as `subject=NAME`, answers that the cutoff does not touch. Repeatable.",
            "Of values, rows that the behaviour is not wanted in, the best first; the first that there are count",
            default="of values `kind=flipped`, else `benign`, else `ablated`",
        ),
    ] = ()
    near_recall: Annotated[
        bool,
        Typed(
            DISTANCE,
            None,
            "Count items as recall of which only a near duplicate is in the corpus.",
            "([near duplicates](scan.md#near-duplicates)), with its answer",
            default="they are counted",
        ),
    ] = True
    frozen_share: Annotated[
        float,
        Typed(
            DISTANCE,
            "P",
            "An axis of a family is frozen up to this share of the corpus off its usual level.",
        ),
    ] = 0.0
    chance: Annotated[
        float | None,
        Typed(
            DISTANCE,
            "P",
            "The score of a guess, as 0.25 for four choices.",
            "In [0, 1)",
            default="what the log says, else 0",
        ),
    ] = None
    ceiling: Annotated[
        float | None,
        Typed(
            DISTANCE,
            "P",
            "The near-field score, where it is known: the curve then does not fit it.",
            "1 makes a two-parameter curve, as of published horizons",
            default="fitted",
        ),
    ] = None
    difficulty: Annotated[
        str | None,
        Typed(
            EQUAL,
            "COL",
            "Column, or subjects for the other subjects' scores: compare near and far at equal difficulty.",
            "Of numbers or of names of a category; `category:COL` reads numbers as names",
        ),
    ] = None
    reliability: Annotated[
        float | None,
        Typed(
            EQUAL,
            "R",
            "Share of the difficulty's variance that is no noise, as 0.8.",
            "In (0, 1]: `slope.corrected` takes the noise into account. For `subjects` it is estimated",
        ),
    ] = None
    covariates: Annotated[
        tuple[str, ...],
        Typed(
            EQUAL,
            "COL",
            "Further column, numbers or a category, to hold equal. Repeatable.",
            '`category:COL` reads numbers as names ([profile-json.md](profile-json.md), "Categories")',
            default="none",
            name="--covariate",
        ),
    ] = ()
    length: Annotated[
        bool,
        Typed(
            EQUAL,
            None,
            "Hold the log of the text's length equal.",
            "Not to do so gives a published regression with other covariates",
            default="it is held equal",
        ),
    ] = True
    twins: Annotated[
        str | None,
        Typed(
            EQUAL,
            "COL[:SIDE]",
            "Items alike in all but distance share its value; SIDE says which is far.",
            "Without it the first ruler does. SIDE is a column of numbers, of near and far, or of regimes",
        ),
    ] = None
    cluster: Annotated[
        str | None,
        Typed(
            EQUAL,
            "COL",
            "What items share (template, passage, source): errors are clustered by it.",
            default="the question: epochs of an item, items that ask the same",
        ),
    ] = None
    weight: Annotated[
        str | None,
        Typed(EQUAL, "COL", "Numeric column: how much an item counts, everywhere.", default="all alike"),
    ] = None
    value: Annotated[
        str | None,
        Typed(
            VALUES,
            "COL=VALUE",
            "Rows that show whether a value held (score 1), set against capabilities.",
            "([values.md](values.md)). Conditions that must hold together are apart by commas, here and in the two "
            "below",
            default="`kind=value`, where there is such a row",
        ),
    ] = None
    against: Annotated[
        str | None,
        Typed(
            VALUES,
            "COL=VALUE",
            "Rows that show whether the task could be done.",
            default="`kind=capability`",
        ),
    ] = None
    shown: Annotated[
        str | None,
        Typed(
            VALUES,
            "COL=VALUE",
            "Rows of the --control in which the value's behaviour shows.",
            default="those with score 0",
        ),
    ] = None
    axis: Annotated[str, Typed(VALUES, "COL", "The levels along which both are told.")] = "level"
    grader: Annotated[
        str | None, Typed(VALUES, "COL", "Who scored: each is told apart.", default="`grader`")
    ] = None
    gold: Annotated[
        str | None,
        Typed(
            VALUES,
            "COL",
            "What a value's score should be, where somebody looked.",
            "Its values are 1 and 0; rates are corrected by it",
            default="none",
        ),
    ] = None
    near: Annotated[
        tuple[str, ...],
        Typed(
            VALUES,
            "LEVEL",
            "What retention is reckoned from. Repeatable.",
            default="the levels of least distance, else the first",
        ),
    ] = ()
    seed: Annotated[int, Typed(OUTPUT, "N", "For the bootstrap.", least=0)] = 0

    recall_threshold: int = 1
    """Documents that must hold question and answer together."""
    thresholds: tuple[int, ...] = (1, 10, 100)
    """tau of the regime rule, occurrences that make support, the first of which gives `regime`."""
    confidence: float = 0.95
    """Level of the intervals."""
    bands: int = 10
    """Most bands of a continuous ruler."""
    draws: int = 1000
    """Curves drawn for the intervals of a curve, and replicates of a bootstrap."""

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
