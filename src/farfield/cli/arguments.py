"""What several commands take and no stage does: the files, the folder, what is printed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from farfield.cli.completing import RULERS
from farfield.options.typed import ASK, CORPUS, DISTANCE, OUTPUT, READ, SPEED, Typed

Evals = Annotated[
    list[str],
    typer.Argument(
        metavar="EVALS...", help="Evaluation results: files, folders, globs or URLs.", show_default=False
    ),
]
SupportFile = Annotated[
    str | None,
    Typed(
        CORPUS,
        "FILE",
        "JSON: what the model was shown of the items' family, axis by axis, where no corpus tells it.",
        "Each axis is a list of levels or `[low, high]`. It also makes a family of items with columns `family` and "
        '`axis_NAME` that no package brings ([regimes.md](regimes.md), "Axes of your own")',
        default="counted in the corpus",
        name="--support",
    ),
]
Out = Annotated[Path, Typed(OUTPUT, "DIR", "The run folder.")]
Force = Annotated[
    bool,
    Typed(OUTPUT, None, "Even where DIR holds a profile, whose report is removed then.", name="--force"),
]
Json = Annotated[
    bool,
    Typed(OUTPUT, None, "Print what was found as one JSON object instead of tables.", name="--json"),
]
DryRun = Annotated[
    bool,
    Typed(
        SPEED,
        None,
        "Only say what would be read, how much, and about how long it takes.",
        "How many files there are, how large they are and about how many core-hours the scan takes; the logs are read "
        "and the options checked, the corpus is not read and nothing is written. With `--json` as [an "
        "object](preview-json.md)",
        name="--dry-run",
    ),
]
Quiet = Annotated[
    bool,
    Typed(
        OUTPUT,
        None,
        "Print nothing but errors, and with --json that object.",
        name="--quiet -q",
    ),
]


@dataclass(frozen=True, slots=True)
class CorpusGiven:
    """What the model learned from."""

    corpus: Annotated[
        tuple[str, ...],
        Typed(
            CORPUS,
            "SRC",
            "What the model learned from: files, folders, globs or URLs. Repeatable.",
            "Several can follow EVALS. Or one infini-gram index: `infinigram:INDEX@URL`, `infinigram:FOLDER` "
            '(docs/scan.md, "infini-gram"). None is needed for the rulers time and column',
        ),
    ] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """One name for all items."""

    task: Annotated[
        str | None,
        Typed(
            READ,
            "NAME",
            "One name for the task of all items, as --map task==NAME.",
            "Files that are parts of one task then are one",
            default="by the logs",
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class Rulers:
    """What distance is measured by."""

    ruler: Annotated[
        tuple[str, ...],
        Typed(
            DISTANCE,
            "NAME",
            f"pieces (the default with a corpus), {', '.join(RULERS[1:-1])} or column:NAME. Repeatable.",
            "Larger is farther; `column:-NAME` turns a column round whose larger values are nearer, as a "
            "log-probability",
            default="pieces, with a corpus",
            offers="rulers",
        ),
    ] = ()


Levels = Annotated[
    tuple[str, ...],
    Typed(
        ASK,
        "AXIS=LEVELS",
        "Draw at these levels only, as `base=8,9`. Repeatable.",
        default="all levels",
        name="--axis",
    ),
]
