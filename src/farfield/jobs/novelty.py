"""How novel ideas are: read, count, judge, report. Its files are whole or not there."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from farfield.ideas.profile import judge_ideas
from farfield.ideas.tables import concept_rows, idea_rows, passage_rows
from farfield.jobs.made import made_now
from farfield.options.judging import NoveltyOptions
from farfield.records import without_secrets
from farfield.report.page.novelty_page import write_novelty
from farfield.results.novelty import Novelty
from farfield.results.novelty_record import NoveltyRecord
from farfield.storage import require_local, stage_in, write_json, write_rejected, write_table

__all__ = ["NoveltyOptions", "NoveltyRun", "novelty"]

Progress = Callable[[str, int, int], None]
"""Told the stage that begins, and while the corpus is read the bytes so far and the bytes there are."""

RESULTS = (
    "ideas.parquet", "concepts.parquet", "passages.parquet", "rejected.jsonl", "novelty.json", "report.html",
    "run.json",
)  # fmt: skip
TABLES = {
    "ideas": "farfield.novelty-ideas/1",
    "concepts": "farfield.novelty-concepts/1",
    "passages": "farfield.novelty-passages/1",
}


@dataclass(frozen=True)
class NoveltyRun:
    """A finished run: its folder and the content of novelty.json."""

    folder: Path
    result: Novelty


def novelty(
    ideas: str | Sequence[str],
    corpus: str | Sequence[str],
    out: str | Path = "farfield-novelty",
    options: NoveltyOptions | None = None,
    progress: Progress | None = None,
) -> NoveltyRun:
    """Ideas and a dated corpus in; of which kind each idea is, with its evidence, and the page of it out.

    `ideas`, `corpus`: files, folders, globs or URLs. Raises FarfieldError for whatever the user can mend; an
    earlier run in `out` is left alone until this one has succeeded.
    """
    started, given, folder = time.monotonic(), options or NoveltyOptions(), Path(out)
    notify = progress or (lambda _stage, _done, _total: None)
    asked = [ideas] if isinstance(ideas, str) else list(ideas)
    sources = [corpus] if isinstance(corpus, str) else list(corpus)
    require_local(folder)
    with stage_in(folder) as stage, tempfile.TemporaryDirectory(prefix="farfield-words-") as words:
        judged = judge_ideas(asked, sources, given, Path(words), notify)
        result = judged.result
        write_table(stage.folder / "ideas.parquet", idea_rows(result))
        write_table(stage.folder / "concepts.parquet", concept_rows(result))
        write_table(stage.folder / "passages.parquet", passage_rows(result))
        write_rejected(stage.folder / "rejected.jsonl", judged.rejected)
        write_json(stage.folder / "novelty.json", result)
        write_json(stage.folder / "run.json", _record(asked, sources, folder, given, result, started))
        notify("writing the report", 0, 0)
        write_novelty(stage.folder)
        stage.publish(RESULTS)
    return NoveltyRun(folder, result)


def _record(
    ideas: Sequence[str],
    corpus: Sequence[str],
    folder: Path,
    given: NoveltyOptions,
    result: Novelty,
    started: float,
) -> NoveltyRecord:
    named = [[without_secrets(one) for one in sources] for sources in (ideas, corpus)]
    typed = f"farfield.novelty({named[0]!r}, {named[1]!r}, out={str(folder)!r}, options=...)"
    made = made_now(time.monotonic() - started)
    return NoveltyRecord(
        tables=TABLES,
        command=given.command or typed,
        created=made.created,
        seconds=made.seconds,
        versions=made.versions,
        options=result.options,
        ideas=result.files,
        corpus=result.prior.files,
        rejected=result.left_out.rejected + result.prior.rejected,
    )
