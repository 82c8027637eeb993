"""What was handed in: a patch as the log records it, or as the edits of the run tell it."""

from __future__ import annotations

from collections.abc import Sequence

from farfield.records import Event, PatchOrigin
from farfield.transcripts.drafts import RunDraft
from farfield.transcripts.edits import rebuild_patch


def patch_of(draft: RunDraft) -> tuple[str | None, PatchOrigin]:
    """The patch of a run, and where it comes from."""
    if draft.patch is not None and not is_no_patch(draft.patch):
        return draft.patch, "recorded"
    if draft.submits:
        return None, "none"
    return rebuilt_patch(draft.log.events)


def rebuilt_patch(events: Sequence[Event]) -> tuple[str | None, PatchOrigin]:
    """The patch that the edits of a run amount to; none where it made none that can be told."""
    rebuilt = rebuild_patch(events)
    return (rebuilt, "rebuilt") if rebuilt else (None, "untold")


def is_no_patch(text: str) -> bool:
    """Whether a submission says that there is none: blank, or nothing but remarks as `# No patch generated`."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return all(line.startswith("#") for line in lines)
