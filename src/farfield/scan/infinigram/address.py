"""What stands behind `--corpus infinigram:...`: an index at a server, or a folder on this machine."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from farfield.records import FarfieldError

PREFIX = "infinigram:"
PUBLIC_API = "https://api.infini-gram.io/"

_NAME = re.compile(r"[\w.-]+")
_FORMS = (
    "Write infinigram:INDEX@URL for an index at a server, infinigram:FOLDER for one on this machine, "
    f"or infinigram:INDEX for one of those at {PUBLIC_API}."
)


@dataclass(frozen=True, slots=True)
class Address:
    """`index`: its name, at the server `url` or of the `folder`; one of the two is None.

    `tokenizer`: a tokenizer.json, for an index of tokens on this machine.
    """

    source: str
    index: str
    url: str | None = None
    folder: Path | None = None
    tokenizer: str | None = None


def is_infinigram(sources: Sequence[str]) -> bool:
    """Whether a corpus is an infini-gram index. Raises FarfieldError where one is mixed with other sources."""
    named = [source for source in sources if source.startswith(PREFIX)]
    if named and len(sources) > 1:
        raise FarfieldError(
            "an infini-gram index cannot be mixed with another corpus",
            where=named[0],
            remedy="Make a run for each: its counts are of raw text, those of files of case-folded words.",
        )
    return bool(named)


def parse_address(source: str) -> Address:
    """Raises FarfieldError where the source is none of the three forms."""
    named = source.removeprefix(PREFIX)
    index, _, url = named.partition("@")
    if index and url.startswith(("http://", "https://")):
        return Address(source, index, url)
    path, _, tokenizer = named.partition("?tokenizer=")
    folder = Path(path).expanduser().resolve()
    if path and folder.is_dir():
        return Address(source, folder.name, None, folder, tokenizer or None)
    if _NAME.fullmatch(named):
        return Address(source, named, PUBLIC_API)
    raise FarfieldError("this is no folder and no index at a server", where=source, remedy=_FORMS)
