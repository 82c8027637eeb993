"""Stated probabilities → coherence.json, a table of tuples and a page: read, measure, write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from farfield import results
from farfield.logs.stated import StatedOptions, read_stated
from farfield.measure.coherence import CoherenceOptions
from farfield.measure.coherence.profile import fit_coherence
from farfield.report.page.coherence_page import write_coherence
from farfield.storage import require_local, write_json, write_rejected


@dataclass(frozen=True)
class CoherenceRun:
    """A finished run: its folder and the content of coherence.json."""

    folder: Path
    result: results.Coherence


def coherence(
    sources: Sequence[str] | str,
    out: str | Path = "farfield-coherence",
    read: StatedOptions | None = None,
    options: CoherenceOptions | None = None,
) -> CoherenceRun:
    """Files of stated probabilities in; a folder with coherence.json, coherence.html and rejected.jsonl out.

    Raises FarfieldError for whatever the user can mend; nothing is written then.
    """
    folder = Path(out)
    require_local(folder)
    stated = read_stated(sources, read)
    found = fit_coherence(stated.probabilities, options or CoherenceOptions(), stated.choices)
    left_out = replace(found.left_out, rejected=len(stated.rejected))
    files = [file.path for file in stated.inputs]
    result = replace(found, files=files, left_out=left_out, warnings=list(stated.warnings))
    write_coherence(folder, result)
    write_rejected(folder / "rejected.jsonl", stated.rejected)
    write_json(folder / "coherence.json", result)
    return CoherenceRun(folder, result)
