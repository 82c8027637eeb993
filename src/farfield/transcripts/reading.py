"""Transcripts of agents in files, folders and globs, of any known format → their runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from farfield.records import AgentRun, AgentRuns, FarfieldError, Rejected
from farfield.storage import BESIDE_RESULTS, content_suffix, find_files, made_by
from farfield.text.nouns import number_of
from farfield.transcripts.account import Account
from farfield.transcripts.finishing import finish
from farfield.transcripts.format_names import TRANSCRIPT_FORMATS
from farfield.transcripts.identity import RunNames
from farfield.transcripts.list_files import no_list, read_listings
from farfield.transcripts.listings import Listings
from farfield.transcripts.recognising import NOT_KNOWN, drafts_of

SUFFIXES = (".traj", ".json", ".jsonl", ".ndjson", ".eval", ".cast", ".csv")
"""How the names of transcripts and of lists of runs end, compressions aside."""


def read_runs(paths: Sequence[str] | str) -> AgentRuns:
    """The runs of agent transcripts: files, folders and globs, of several formats, each run once.

    Raises FarfieldError where a source is missing, or none of the files is a transcript or a list of runs.
    """
    account, listings = Account(), Listings()
    runs = list(iterate_runs(paths, account, listings))
    listed = listings.listed(runs)
    return AgentRuns(runs, account.nothing, account.strange(), account.repeated, listed, account.inputs)


def iterate_runs(
    paths: Sequence[str] | str, account: Account | None = None, listings: Listings | None = None
) -> Iterator[AgentRun]:
    """The runs one after another; what is left out is noted in `account`, what lists tell in `listings`.

    No more is held in memory than the largest run (of a file that is one JSON value, than all of the file).
    Raises FarfieldError where a source is missing, or none of the files is a transcript or a list of runs.
    """
    account = account if account is not None else Account()
    listings = listings if listings is not None else Listings()
    names, found = RunNames(), False
    files = find_transcripts(paths)
    lists = read_listings(files, listings, account)
    for path in files:
        if path in lists:
            continue
        if content_suffix(path) == ".csv":
            if _is_named(path, paths):
                account.refuse(path, no_list(path))
            continue
        for run in read_file(path, account):
            found = True
            admitted = names.admit(listings.complete(run))
            if isinstance(admitted, Rejected):
                account.repeated.append(admitted)
            else:
                yield admitted
    if not (found or account.nothing or lists):
        raise _none_found(paths, account)


def find_transcripts(paths: Sequence[str] | str) -> list[str]:
    """Each file once: those named outright, and those of folders and globs that can be transcripts or lists of runs.

    What Farfield itself left in a folder is none. Raises FarfieldError where a source is missing, or all is such.
    """
    found: dict[str, None] = {}
    made: dict[Path, str | None] = {}
    for source in [paths] if isinstance(paths, str) else paths:
        for path in find_files(source):
            if not (_is_named(path, source) or content_suffix(path) in SUFFIXES):
                continue
            folder = Path(path).parent
            if Path(path).name in BESIDE_RESULTS and made.setdefault(folder, made_by(folder)):
                continue
            found[path] = None
    for folder, command in made.items() if not found else ():
        if command is not None:
            raise FarfieldError(
                f"is what `farfield {command}` wrote, and holds no transcript",
                where=str(folder),
                remedy=f"`farfield open {folder}` shows its page. Name the transcripts to audit them again.",
            )
    return list(found)


def _is_named(path: str, sources: Sequence[str] | str) -> bool:
    """Whether a file is one of those named outright, and not only one of a folder."""
    name = path.rsplit("/", 1)[-1]
    return any(name == one.rsplit("/", 1)[-1] for one in ([sources] if isinstance(sources, str) else sources))


def read_file(path: str, account: Account) -> Iterator[AgentRun]:
    """The runs of one file. What cannot be read in it is noted in `account`, and what holds nothing to audit."""
    try:
        for draft in drafts_of(path, account):
            run = finish(draft)
            if isinstance(run, Rejected):
                account.nothing.append(run)
            else:
                yield run
    except FarfieldError as error:
        account.refuse(path, error)
    except RecursionError:
        account.refuse(path, FarfieldError(f"{NOT_KNOWN}: nested too deeply", where=path))


def _none_found(paths: Sequence[str] | str, account: Account) -> FarfieldError:
    """The error where nothing was read: what is wrong with the one file there is, else how many there were."""
    strange = account.strange()
    if len(strange) == len(account.errors) == 1:
        return account.errors[0]
    count = (
        f"{number_of(len(strange), 'file')} ({strange[0].reason}, as {strange[0].source})"
        if strange
        else "its files"
    )
    return FarfieldError(
        f"no agent transcript among {count}",
        where=paths if isinstance(paths, str) else ", ".join(paths),
        remedy=f"Known are {', '.join(TRANSCRIPT_FORMATS)}. Give the files, or the folder that holds them.",
    )
