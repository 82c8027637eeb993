"""A run as its format tells it, before all formats' rules on patches, names and oddities are applied."""

from __future__ import annotations

from dataclasses import dataclass, field

from farfield.transcripts.events import EventLog


@dataclass
class RunDraft:
    """What a reader found of one run. `submits`: whether the format records what was handed in, so that nothing there
    means that nothing was. `line`: where in its file it stands, for messages.
    """

    format: str
    path: str
    line: int | None = None
    log: EventLog = field(default_factory=EventLog)
    name: str | None = None
    task: str | None = None
    subject: str | None = None
    patch: str | None = None
    submits: bool = False
    claimed: bool | None = None
    ended: str | None = None
    base: str | None = None
    reference: str | None = None
    notes: list[str] = field(default_factory=list)
