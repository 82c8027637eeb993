"""Finished runs beside each other: read, compare, write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from farfield import results
from farfield.comparison import CompareOptions
from farfield.comparison import compare as compare_runs
from farfield.report.page.comparison_page import write_comparison
from farfield.storage import reading_run, require_local, write_json
from farfield.words.telling import tell


@dataclass(frozen=True)
class Comparison:
    """A finished comparison: its folder and the content of comparison.json."""

    folder: Path
    result: results.Comparison


def compare(
    runs: str | Path | Sequence[str | Path],
    out: str | Path = "farfield-comparison",
    options: CompareOptions | None = None,
) -> Comparison:
    """The folders of finished runs in; a folder with comparison.json and comparison.html out.

    Raises FarfieldError for whatever the user can mend; nothing is written then.
    """
    folders = [runs] if isinstance(runs, str | Path) else list(runs)
    require_local(Path(out))
    with reading_run(", ".join(map(str, folders))):
        result = tell(compare_runs(folders, options))
        write_comparison(Path(out), result)
        write_json(Path(out) / "comparison.json", result)
    return Comparison(Path(out), result)
