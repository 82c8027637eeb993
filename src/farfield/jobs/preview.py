"""A dry run: the logs are read and the options settled, of the corpus only names and sizes are looked up."""

from __future__ import annotations

from collections.abc import Sequence

from farfield.corpus.documents import find_corpus_files
from farfield.jobs.resolve import ProfileOptions, resolve
from farfield.logs import read_items
from farfield.options.scanning import ScanOptions
from farfield.records import Items
from farfield.results.preview import Preview
from farfield.scan.infinigram.address import is_infinigram
from farfield.standby import is_packed, processes_for, text_in
from farfield.storage.identity import file_state

TEXT_A_SECOND = (125e6, 250e6)
"""Bytes of text that one core scans in a second, by the machine and the number of items (docs/scan.md)."""
HOUR = 3600


def preview(evals: Sequence[str], corpus: Sequence[str], options: ProfileOptions | None = None) -> Preview:
    """What `profile` of the same would read, and about how long the scan takes. Nothing is written.

    Raises FarfieldError for whatever the run itself would refuse before its scan.
    """
    given = options or ProfileOptions()
    run = resolve(read_items(evals, given.read), given, corpus=bool(corpus))
    files = [] if is_infinigram(corpus) else find_corpus_files(corpus)[0]
    return _priced(run.items, len(evals), files, run.options.scan)


def _priced(items: Items, named: int, files: Sequence[str], options: ScanOptions) -> Preview:
    sizes = {path: file_state(path).size for path in files}
    known = {path: size for path, size in sizes.items() if size is not None}
    text = sum(text_in(path, size) for path, size in known.items())
    slow, quick = (text / rate / HOUR for rate in TEXT_A_SECOND)
    return Preview(
        log_files=len(items.inputs) or named,
        items=items.table.height,
        subjects=items.table["subject"].n_unique(),
        rejected=len(items.rejected),
        corpus_files=len(files),
        corpus_bytes=sum(known.values()),
        unknown=len(files) - len(known),
        packed=sum(map(is_packed, files)),
        core_hours_low=quick if known else None,
        core_hours_high=slow if known else None,
        processes=processes_for(text, options.workers),
        warnings=list(items.warnings),
    )
