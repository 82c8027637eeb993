"""Which items of a family are asked, and how they are put to a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import msgspec

from farfield.options.typed import ASK, MODEL, SPEED, Typed
from farfield.records import FarfieldError

SHOTS = 3


@dataclass(frozen=True)
class TaskOptions:
    """A family as a task. `axes`: the levels of those axes that are not drawn at all of theirs."""

    items: Annotated[
        int,
        Typed(
            ASK,
            "N",
            "How many items are drawn.",
            "Twins are counted and checks not; of values and probabilities whole sets",
            least=1,
        ),
    ] = 200
    seed: Annotated[
        int, Typed(ASK, "N", "Draws the items and the examples.", "A run sends it to the model too")
    ] = 0
    shots: Annotated[
        int | None,
        Typed(
            ASK,
            "K",
            "Examples before the question.",
            "From the near region only, and none of them an item. None are shown before an answer that is thought "
            "about, since they show no thinking",
            default="3, with `--cot` none",
            least=0,
        ),
    ] = None
    cot: Annotated[bool, Typed(ASK, None, "Let the model think before it answers.", name="--cot")] = False
    axes: Mapping[str, tuple[int | str, ...]] = field(default_factory=dict)
    twins: Annotated[
        bool, Typed(ASK, None, "Ask each item of another world in the usual one too.", default="yes")
    ] = True
    checks: Annotated[
        bool,
        Typed(
            ASK,
            None,
            "Ask an easy question on the conditions of each item off the usual world.",
            default="yes",
        ),
    ] = True

    def __post_init__(self) -> None:
        if self.shots is not None and self.shots < 0:
            raise FarfieldError(f"there cannot be {self.shots} examples", remedy="Take --shots 0 for none.")

    @property
    def examples(self) -> int:
        """How many examples are shown."""
        return (0 if self.cot else SHOTS) if self.shots is None else self.shots


def parse_model_args(entries: Sequence[str]) -> dict[str, object]:
    """NAME=VALUE pairs; numbers and true or false as such. Raises FarfieldError for what is of another form."""
    found: dict[str, object] = {}
    for entry in entries:
        name, equals, value = entry.partition("=")
        if not (name and equals):
            raise FarfieldError(
                f"--model-arg {entry} is not of the form NAME=VALUE",
                remedy="For example --model-arg slots=2.",
            )
        try:
            found[name] = msgspec.json.decode(value)
        except msgspec.DecodeError:
            found[name] = value
    return found


BaseUrl = Annotated[
    str | None,
    Typed(
        MODEL,
        "URL",
        "Of the model's server.",
        "The log keeps it without user, password and query",
        default="the provider's",
    ),
]
ModelArgs = Annotated[
    Mapping[str, Any],
    Typed(
        MODEL,
        "NAME=VALUE",
        "For the model's provider, as `slots=2`. Repeatable.",
        "Those called key, token, password or the like are not kept in the log",
        name="--model-arg",
        parse=parse_model_args,
    ),
]
"""Whatever asks a model is told so."""


@dataclass(frozen=True)
class RunOptions:
    """How a task is put to a model, and at what pace. None leaves a choice to the provider."""

    task: TaskOptions = field(default_factory=TaskOptions)
    """What is asked."""
    retries: Annotated[
        int,
        Typed(
            MODEL,
            "N",
            "How often a try that failed is made again.",
            "The client of a provider may send each of them more than once",
            least=0,
        ),
    ] = 3
    max_tokens: Annotated[
        int | None,
        Typed(
            MODEL,
            "N",
            "Of an answer.",
            default="by the task's targets for models in this process, else the provider's",
            least=1,
        ),
    ] = None
    temperature: Annotated[
        float | None,
        Typed(
            MODEL,
            "T",
            "Of the sampling.",
            default="0 for models in this process, else the provider's",
            least=0,
        ),
    ] = None
    base_url: BaseUrl = None
    model_args: ModelArgs = field(default_factory=dict)
    limit_seconds: Annotated[
        int | None,
        Typed(
            SPEED,
            "N",
            "Seconds of work on one item, waiting apart; what takes longer is a time-out.",
            default="none",
            least=1,
        ),
    ] = None
    connections: Annotated[
        int | None,
        Typed(
            SPEED,
            "N",
            "Requests at a time.",
            default="one a slot for models in this process, else Inspect finds out",
            least=1,
        ),
    ] = None
    cache: Annotated[
        bool,
        Typed(SPEED, None, "Take answers that Inspect's cache holds for the same request.", name="--cache"),
    ] = False


@dataclass(frozen=True)
class FactsGiven:
    """Facts to ask in the place of Farfield's own, and the day that is today: of the family `dated_facts` alone."""

    facts: Annotated[
        str | None,
        Typed(
            ASK,
            "FILE",
            "Of dated_facts: your own facts, as JSON lines of fact, questions and answers.",
            "As [drift.md](drift.md#rows) tells them",
            default="Farfield's own",
        ),
    ] = None
    now: Annotated[
        str | None,
        Typed(
            ASK,
            "DATE",
            "Of dated_facts: the day that is today.",
            "Not before the last change of a fact",
            default="2023-12-31, or of your own facts their last change",
        ),
    ] = None
    turns: Annotated[
        str | None,
        Typed(
            ASK,
            "K,K",
            "Of dated_facts: exchanges between reminder and question, as --axis turns=K,K.",
            default="0,1,2,4,8,16",
        ),
    ] = None
