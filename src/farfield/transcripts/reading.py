"""Transcripts of agents in files, folders and globs, of any known format → their runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from farfield.records import AgentRun, AgentRuns, FarfieldError, Rejected
from farfield.storage import content_suffix, find_files
from farfield.transcripts.account import Account
from farfield.transcripts.finishing import finish
from farfield.transcripts.identity import RunNames
from farfield.transcripts.listings import Listings, read_listings
from farfield.transcripts.recognising import NOT_KNOWN, drafts_of

SUFFIXES = (".traj", ".json", ".jsonl", ".ndjson", ".eval", ".cast")
"""How the names of transcripts end, compressions aside."""


class TranscriptFile(NamedTuple):
    """A file to read. `named`: the user wrote its own name, so it must be readable."""

    path: str
    named: bool


def read_runs(paths: Sequence[str] | str) -> AgentRuns:
    """The runs of agent transcripts: files, folders and globs, of several formats, each run once.

    Raises FarfieldError where a source is missing, or a file named outright is no transcript.
    """
    account, listings = Account(), Listings()
    runs = list(iterate_runs(paths, account, listings))
    return AgentRuns(
        runs, account.nothing, account.rejected, account.repeated, listings.listed(runs), account.inputs
    )


def iterate_runs(
    paths: Sequence[str] | str, account: Account | None = None, listings: Listings | None = None
) -> Iterator[AgentRun]:
    """The runs one after another; what is left out is noted in `account`, what lists tell in `listings`.

    No more is held in memory than the largest run (of a file that is one JSON value, than all of the file).
    """
    account = account if account is not None else Account()
    listings = listings if listings is not None else Listings()
    names = RunNames()
    files = find_transcripts(paths)
    known = read_listings([file.path for file in files], listings)
    for file in files:
        if file.path in known:
            continue
        for run in read_file(file, account):
            admitted = names.admit(listings.complete(run))
            if isinstance(admitted, Rejected):
                account.repeated.append(admitted)
            else:
                yield admitted


def find_transcripts(paths: Sequence[str] | str) -> list[TranscriptFile]:
    """Each file once: those named outright, and those of folders and globs that can be transcripts."""
    found: dict[str, TranscriptFile] = {}
    for source in [paths] if isinstance(paths, str) else paths:
        for path in find_files(source):
            named = path.rsplit("/", 1)[-1] == source.rsplit("/", 1)[-1]
            if path not in found and (named or content_suffix(path) in (*SUFFIXES, ".csv")):
                found[path] = TranscriptFile(path, named)
    return list(found.values())


def read_file(file: TranscriptFile, account: Account) -> Iterator[AgentRun]:
    """The runs of one file. What cannot be read in it is noted; a file named outright must be a transcript.

    Raises FarfieldError where that one is none.
    """
    try:
        for draft in drafts_of(file.path, account):
            run = finish(draft)
            if isinstance(run, Rejected):
                account.nothing.append(run)
            else:
                yield run
    except FarfieldError as error:
        if file.named:
            raise
        account.reject(file.path, None, error.what)
    except RecursionError:
        account.reject(file.path, None, f"{NOT_KNOWN}: nested too deeply")
