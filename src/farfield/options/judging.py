"""What is known of ideas and of the prior work that they are set against."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from farfield.options.corpus import parse_text_field
from farfield.options.reading import parse_columns
from farfield.options.typed import COMPARISON, CORPUS, DISTANCE, READ, SPEED, Typed
from farfield.records import FarfieldError

CORES = os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class NoveltyOptions:
    """What ideas are judged by, beside the corpus. Raises FarfieldError for a threshold below 1."""

    concepts: Annotated[
        str | None,
        Typed(
            READ,
            "FILE",
            "Declares concepts: rows with id and concepts, or a list, a concept a line.",
            default="the ideas' field `concepts`",
        ),
    ] = None
    map: Annotated[
        Mapping[str, str],
        Typed(
            READ,
            "FIELD=COLUMN",
            "Which column of the ideas holds id, title, text, date, author, concepts, topic or genre. Repeatable.",
            default="by usual names",
            parse=parse_columns,
        ),
    ] = field(default_factory=dict)
    before: Annotated[
        str | None,
        Typed(
            CORPUS,
            "DATE",
            "Only documents before this date are prior work; of an idea with an earlier date, those before that.",
            default="each idea's own date",
        ),
    ] = None
    date_field: Annotated[
        str | None,
        Typed(
            CORPUS,
            "NAME",
            "The field of a corpus record that holds its date.",
            default="`date`, `published`, `year` and the like",
        ),
    ] = None
    text_field: Annotated[
        str | tuple[str, ...] | None,
        Typed(
            CORPUS,
            "NAME",
            "The field that holds its text, or several. Repeatable.",
            default="title and abstract, else `text`",
            parse=parse_text_field,
        ),
    ] = None
    tau: Annotated[
        int,
        Typed(DISTANCE, "N", "Documents that make a concept or a combination seen.", least=1),
    ] = 1
    against: Annotated[
        tuple[str, ...],
        Typed(
            COMPARISON,
            "HUMAN",
            "Ideas by people, which each author's are set beside, one to one. Repeatable.",
            "Several can follow IDEAS",
        ),
    ] = ()
    score: Annotated[
        str | None,
        Typed(COMPARISON, "COL", "A number of each idea, as a rating, that is set against its distance."),
    ] = None
    workers: Annotated[
        int,
        Typed(
            SPEED,
            "N",
            "Processes that read the corpus; the result is the same.",
            default="one a core",
            untyped=CORES,
            least=1,
        ),
    ] = 1
    ray: Annotated[
        str | None,
        Typed(
            SPEED,
            "ADDRESS",
            "Read the corpus on a Ray cluster: host:port, or auto for the one that runs here.",
            "([Beyond one machine](cluster.md)); the result is the same",
        ),
    ] = None
    alpha: float = 0.05
    """Chance that an idea all of whose combinations are as usual as independent ones holds an unseen one."""
    passages: int = 5
    """Passages that are kept for an idea."""
    command: str | None = None
    """What was typed."""

    def __post_init__(self) -> None:
        if self.tau < 1:
            raise FarfieldError(f"a threshold is at least 1 document, not {self.tau}")
