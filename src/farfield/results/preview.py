"""What a run would read, before anything of the corpus is read (`--dry-run`)."""

from __future__ import annotations

from farfield.results.structs import Result

SCHEMA_PREVIEW = "farfield.preview/1"


class Preview(Result, kw_only=True):
    """What a run would read, and about how long that takes. The logs were read, the corpus only looked up."""

    schema: str = SCHEMA_PREVIEW
    """`farfield.preview/1`."""
    log_files: int
    """Files of the logs."""
    items: int
    """Answers in them."""
    subjects: int
    """Whose."""
    rejected: int
    """Records that could not be used."""
    corpus_files: int
    """Files of the corpus; 0 without one, and of an index that somebody else built."""
    corpus_bytes: int
    """Their bytes, as they are stored."""
    unknown: int
    """How many of these files' sizes no server tells: the bytes are those of the others."""
    packed: int
    """How many of them are compressed: of these the text is taken for three times their bytes."""
    core_hours_low: float | None
    """Hours of one core that the scan takes at 250 MB of text a second; null where no size is known."""
    core_hours_high: float | None
    """The same at 125 MB a second."""
    processes: int
    """How many would scan."""
    warnings: list[str]
    """Warnings of reading the logs."""
