"""The options that commands share, each declared once: its name, type, help, default and panel.

A class here is a group of options under one panel of the help; a command takes the class, and panels.py spreads it.
Where the class is "of" the options of a stage, its fields have the names of those.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

import typer

from farfield.cli.completing import format_names, ruler_names
from farfield.cli.panels import ASK, CORPUS, DISTANCE, EQUAL, OUTPUT, READ, SPEED, VALUES

CORES = os.cpu_count() or 1

Evals = Annotated[
    list[str],
    typer.Argument(
        metavar="EVALS...", help="Evaluation results: files, folders, globs or URLs.", show_default=False
    ),
]
SupportFile = Annotated[
    str | None,
    typer.Option(
        "--support",
        rich_help_panel=CORPUS,
        metavar="FILE",
        help="JSON: what the model was shown of the items' family, axis by axis, where no corpus tells it.",
    ),
]
Out = Annotated[Path, typer.Option(metavar="DIR", rich_help_panel=OUTPUT, help="The run folder.")]
Force = Annotated[
    bool,
    typer.Option(
        "--force",
        rich_help_panel=OUTPUT,
        help="Even where DIR holds a profile, whose report is removed then.",
    ),
]
Seed = Annotated[int, typer.Option(rich_help_panel=OUTPUT, help="For the bootstrap.")]
Json = Annotated[
    bool,
    typer.Option(
        "--json", rich_help_panel=OUTPUT, help="Print what was found as one JSON object instead of tables."
    ),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        rich_help_panel=SPEED,
        help="Only say what would be read, how much, and about how long it takes.",
    ),
]
Quiet = Annotated[
    bool,
    typer.Option(
        "--quiet", "-q", rich_help_panel=OUTPUT, help="Print nothing but errors, and with --json that object."
    ),
]


@dataclass(frozen=True, slots=True)
class Reading:
    """Which items of the logs, and how their fields are read: of ReadOptions."""

    panel: ClassVar = READ
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            metavar="COL=VALUE",
            help="Keep the items with this value only, or with COL!=VALUE the others. Repeatable.",
        ),
    ] = None
    task: Annotated[
        str | None,
        typer.Option(
            "--task", metavar="NAME", help="One name for the task of all items, as --map task==NAME."
        ),
    ] = None
    map: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN",
            help="Which column or dotted path holds a field of the items, as score=scores.exact; with == the value "
            "itself.",
        ),
    ] = None
    score_max: Annotated[
        float | None,
        typer.Option(
            "--score-max",
            metavar="N",
            help="The best possible mark, where the log's go from 0 to it: 10 or 100.",
        ),
    ] = None
    score_words: Annotated[
        list[str] | None,
        typer.Option(
            "--score-word",
            metavar="WORD=SCORE",
            help="What a word in the column of scores is worth, from 0 to 1, or none: not scored. Repeatable.",
        ),
    ] = None
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help="The format of EVALS, where it is not plain.",
            autocompletion=format_names,
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class Views:
    """Profiles beside those of the tasks: of MeasureOptions."""

    panel: ClassVar = READ
    by: Annotated[
        str | None,
        typer.Option(
            metavar="COL", help="Column of few values: a profile of each beside that of the whole task."
        ),
    ] = None
    groups: Annotated[
        list[str] | None,
        typer.Option(
            "--group",
            metavar="NAME=TASKS",
            help="Pool tasks, by name or glob and apart by commas, beside their own profiles, as bbh='bbh_*'. "
            "Repeatable.",
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class CorpusGiven:
    """What the model learned from."""

    panel: ClassVar = CORPUS
    corpus: Annotated[
        list[str] | None,
        typer.Option(
            "--corpus",
            metavar="SRC",
            help="What the model learned from: files, folders, globs or URLs. Repeatable.",
        ),
    ] = None
    text_field: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="The field of a corpus record that holds its text; several (question,answer, or repeated) make up one "
            "document in this order; or a template, as '{question} {answer}'. By default text, or the fields of "
            "fine-tuning data by their usual names.",
            show_default=False,
        ),
    ] = None
    corpus_fraction: Annotated[
        float,
        typer.Option(
            metavar="F", help="The share of the training data that the corpus is, where it is a sample."
        ),
    ] = 1.0


@dataclass(frozen=True, slots=True)
class Rulers:
    """What distance is measured by, and of which text."""

    panel: ClassVar = DISTANCE
    ruler: Annotated[
        list[str] | None,
        typer.Option(
            "--ruler",
            metavar="NAME",
            help="pieces (the default with a corpus), bits, match, coverage, containment, exposure, semantic, time "
            "or column:NAME. Repeatable.",
            autocompletion=ruler_names,
        ),
    ] = None
    field: Annotated[
        str, typer.Option("--field", help="Which text is measured: question, target or output.")
    ] = "question"
    unit: Annotated[
        str, typer.Option("--unit", help="word (in scripts without spaces each character is one), or byte.")
    ] = "word"


@dataclass(frozen=True, slots=True)
class Curve:
    """How scores are laid out along distance: of MeasureOptions."""

    panel: ClassVar = DISTANCE
    cutoff: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="Last day of the training data, for --ruler time; or the column with each subject's.",
        ),
    ] = None
    control: Annotated[
        list[str] | None,
        typer.Option(
            "--control",
            metavar="COL=VALUE",
            help="Items or, as subject=NAME, answers that the cutoff does not touch. Repeatable.",
        ),
    ] = None
    near_recall: Annotated[
        bool,
        typer.Option(
            "--near-recall/--no-near-recall",
            help="Count items as recall of which only a near duplicate is in the corpus.",
        ),
    ] = True
    frozen_share: Annotated[
        float,
        typer.Option(
            metavar="P",
            help="An axis of a family is frozen up to this share of the corpus off its usual level.",
        ),
    ] = 0.0
    chance: Annotated[
        float | None, typer.Option(metavar="P", help="The score of a guess, as 0.25 for four choices.")
    ] = None
    ceiling: Annotated[
        float | None,
        typer.Option(
            metavar="P", help="The near-field score, where it is known: the curve then does not fit it."
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class HeldEqual:
    """What near and far are compared at equal values of, and what counts as one: of MeasureOptions."""

    panel: ClassVar = EQUAL
    difficulty: Annotated[
        str | None,
        typer.Option(
            metavar="COL",
            help="Column, or subjects for the other subjects' scores: compare near and far at equal difficulty.",
        ),
    ] = None
    reliability: Annotated[
        float | None,
        typer.Option(metavar="R", help="Share of the difficulty's variance that is no noise, as 0.8."),
    ] = None
    covariates: Annotated[
        list[str] | None,
        typer.Option(
            "--covariate",
            metavar="COL",
            help="Further column, numbers or a category, to hold equal. Repeatable.",
        ),
    ] = None
    length: Annotated[
        bool,
        typer.Option("--length/--no-length", help="Hold the log of the text's length equal."),
    ] = True
    twins: Annotated[
        str | None,
        typer.Option(
            metavar="COL[:SIDE]",
            help="Items alike in all but distance share its value; SIDE says which is far.",
        ),
    ] = None
    cluster: Annotated[
        str | None,
        typer.Option(metavar="COL", help="What items share (template, source): errors are clustered by it."),
    ] = None
    weight: Annotated[
        str | None, typer.Option(metavar="COL", help="Numeric column: how much an item counts, everywhere.")
    ] = None


@dataclass(frozen=True, slots=True)
class Values:
    """Values set against capabilities: of MeasureOptions. Their control is `--control`."""

    panel: ClassVar = VALUES
    value: Annotated[
        str | None,
        typer.Option(
            metavar="COL=VALUE", help="Rows that show whether a value held (score 1). By default kind=value."
        ),
    ] = None
    against: Annotated[
        str | None,
        typer.Option(
            metavar="COL=VALUE",
            help="Rows that show whether the task could be done. By default kind=capability.",
        ),
    ] = None
    shown: Annotated[
        str | None,
        typer.Option(
            metavar="COL=VALUE",
            help="Rows of the --control in which the behaviour shows; by default those with score 0.",
        ),
    ] = None
    axis: Annotated[str, typer.Option(metavar="COL", help="The levels along which both are told.")] = "level"
    grader: Annotated[
        str | None,
        typer.Option(metavar="COL", help="Who scored: each is told apart. By default grader."),
    ] = None
    gold: Annotated[
        str | None,
        typer.Option(metavar="COL", help="What a value's score should be, where somebody looked."),
    ] = None
    near: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LEVEL",
            help="What retention is reckoned from; by default the level of least distance, else the first. Repeatable.",
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class Speed:
    """How much is scanned, and by how many: of ScanOptions."""

    panel: ClassVar = SPEED
    sample: Annotated[
        float, typer.Option(metavar="F", help="Scan a random share of the corpus's documents, as 0.01.")
    ] = 1.0
    workers: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="Processes that scan the corpus's files.",
            show_default="as many as pay, at most one a core",
        ),
    ] = None
    ray: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="Scan on a Ray cluster: host:port, or auto for the one that runs here."
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """The items of a family that are asked: of TaskOptions."""

    panel: ClassVar = ASK
    items: Annotated[int, typer.Option("--items", metavar="N", min=1, help="How many items are drawn.")] = 200
    seed: Annotated[int, typer.Option("--seed", help="Draws the items.")] = 0
    shots: Annotated[
        int | None,
        typer.Option("--shots", metavar="K", min=0, help="Examples before the question; 3, with --cot none."),
    ] = None
    cot: Annotated[bool, typer.Option("--cot", help="Let the model think before it answers.")] = False
    axis: Annotated[
        list[str] | None,
        typer.Option(
            "--axis", metavar="AXIS=LEVELS", help="Draw at these levels only, as base=8,9. Repeatable."
        ),
    ] = None
