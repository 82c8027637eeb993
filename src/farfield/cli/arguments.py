"""The arguments that commands share: their types, their help, their defaults."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

CORES = os.cpu_count() or 1

Evals = Annotated[
    list[str],
    typer.Argument(
        metavar="EVALS...", help="Evaluation results: files, folders, globs or URLs.", show_default=False
    ),
]
Corpus = Annotated[
    list[str] | None,
    typer.Option(
        "--corpus",
        metavar="SRC",
        help="What the model learned from: files, folders, globs or URLs. Repeatable.",
    ),
]
TextField = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        help="The field of a corpus record that holds its text; several (question,answer, or repeated) make up one "
        "document in this order; or a template, as '{question} {answer}'. By default text, or the fields of "
        "fine-tuning data by their usual names.",
        show_default=False,
    ),
]
SupportFile = Annotated[
    str | None,
    typer.Option(
        "--support",
        metavar="FILE",
        help="JSON: what the model was shown of the items' family, axis by axis, where no corpus tells it.",
    ),
]
FrozenShare = Annotated[
    float,
    typer.Option(
        metavar="P", help="An axis of a family is frozen up to this share of the corpus off its usual level."
    ),
]
Rulers = Annotated[
    list[str] | None,
    typer.Option(
        "--ruler",
        metavar="NAME",
        help="pieces (the default with a corpus), bits, match, coverage, containment, exposure, semantic, time "
        "or column:NAME. Repeatable.",
    ),
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN",
        help="Which column or dotted path holds a field of the items, as score=scores.exact; with == the value itself.",
    ),
]
TaskName = Annotated[
    str | None,
    typer.Option("--task", metavar="NAME", help="One name for the task of all items, as --map task==NAME."),
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        metavar="COL=VALUE",
        help="Keep the items with this value only, or with COL!=VALUE the others. Repeatable.",
    ),
]
Groups = Annotated[
    list[str] | None,
    typer.Option(
        "--group",
        metavar="NAME=TASKS",
        help="Pool tasks, by name or glob and apart by commas, beside their own profiles, as bbh='bbh_*'. Repeatable.",
    ),
]
By = Annotated[
    str | None,
    typer.Option(
        metavar="COL", help="Column of few values: a profile of each beside that of the whole task."
    ),
]
ScoreMax = Annotated[
    float | None,
    typer.Option(
        "--score-max", metavar="N", help="The best possible mark, where the log's go from 0 to it: 10 or 100."
    ),
]
ScoreWords = Annotated[
    list[str] | None,
    typer.Option(
        "--score-word",
        metavar="WORD=SCORE",
        help="What a word in the column of scores is worth, from 0 to 1, or none: not scored. Repeatable.",
    ),
]
Difficulty = Annotated[
    str | None,
    typer.Option(
        metavar="COL",
        help="Column, or subjects for the other subjects' scores: compare near and far at equal difficulty.",
    ),
]
Reliability = Annotated[
    float | None,
    typer.Option(metavar="R", help="Share of the difficulty's variance that is no noise, as 0.8."),
]
Twins = Annotated[
    str | None,
    typer.Option(
        metavar="COL[:SIDE]", help="Items alike in all but distance share its value; SIDE says which is far."
    ),
]
Controls = Annotated[
    list[str] | None,
    typer.Option(
        "--control",
        metavar="COL=VALUE",
        help="Items or, as subject=NAME, answers that the cutoff does not touch. Repeatable.",
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option(metavar="COL", help="What items share (template, source): errors are clustered by it."),
]
Covariates = Annotated[
    list[str] | None,
    typer.Option(
        "--covariate", metavar="COL", help="Further column, numbers or a category, to hold equal. Repeatable."
    ),
]
Length = Annotated[
    bool,
    typer.Option("--length/--no-length", help="Hold the log of the text's length equal."),
]
Weight = Annotated[
    str | None, typer.Option(metavar="COL", help="Numeric column: how much an item counts, everywhere.")
]
Ceiling = Annotated[
    float | None,
    typer.Option(
        metavar="P", help="The near-field score, where it is known: the curve then does not fit it."
    ),
]
Chance = Annotated[
    float | None, typer.Option(metavar="P", help="The score of a guess, as 0.25 for four choices.")
]
Cutoff = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="Last day of the training data, for --ruler time; or the column with each subject's.",
    ),
]
NearRecall = Annotated[
    bool,
    typer.Option(
        "--near-recall/--no-near-recall",
        help="Count items as recall of which only a near duplicate is in the corpus.",
    ),
]
FieldName = Annotated[
    str, typer.Option("--field", help="Which text is measured: question, target or output.")
]
UnitName = Annotated[
    str, typer.Option("--unit", help="word (in scripts without spaces each character is one), or byte.")
]
Workers = Annotated[int, typer.Option(metavar="N", min=1, help="Processes that scan the corpus's files.")]
Ray = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS", help="Scan on a Ray cluster: host:port, or auto for the one that runs here."
    ),
]
Sample = Annotated[
    float, typer.Option(metavar="F", help="Scan a random share of the corpus's documents, as 0.01.")
]
CorpusFraction = Annotated[
    float,
    typer.Option(
        metavar="F", help="The share of the training data that the corpus is, where it is a sample."
    ),
]
Out = Annotated[Path, typer.Option(metavar="DIR", help="The run folder.")]
Force = Annotated[
    bool, typer.Option("--force", help="Even where DIR holds a profile, whose report is removed then.")
]
Format = Annotated[
    str | None, typer.Option("--format", metavar="NAME", help="The format of EVALS, where it is not plain.")
]
Seed = Annotated[int, typer.Option(help="For the bootstrap.")]
FamilyItems = Annotated[int, typer.Option("--items", metavar="N", min=1, help="How many items are drawn.")]
FamilySeed = Annotated[int, typer.Option("--seed", help="Draws the items.")]
AxisLevels = Annotated[
    list[str] | None,
    typer.Option("--axis", metavar="AXIS=LEVELS", help="Draw at these levels only, as base=8,9. Repeatable."),
]
Shots = Annotated[
    int | None,
    typer.Option("--shots", metavar="K", min=0, help="Examples before the question; 3, with --cot none."),
]
Cot = Annotated[bool, typer.Option("--cot", help="Let the model think before it answers.")]
