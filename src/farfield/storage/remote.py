"""Files behind a URL: found, and read as they stood when they were opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any, BinaryIO, cast

from farfield.extras import missing, packages_of
from farfield.options.retrying import RetryOptions
from farfield.records import FarfieldError
from farfield.storage.fetching import Blocks, Fetched, FrontToBack
from farfield.storage.retrying import persist

RETRY = RetryOptions()
VERSION_MARKS = ("size", "ETag", "etag", "generation", "LastModified", "Last-Modified", "mtime", "created")
"""What tells one version of a file from another, by the names that file systems give it."""

DEEPEST, MOST_FOLDERS = 64, 100_000
"""Folders within each other, and folders in all, that are listed: a server can make up more without end."""

EXTRAS = {"s3": "s3", "s3a": "s3", "http": "http", "https": "http"}
"""What fsspec needs besides itself, by the protocol of a URL."""


def connect(url: str, *, listings: bool) -> tuple[Any, str]:
    """The fsspec file system of a URL and the path in it. Without `listings` nothing is answered from memory."""
    import fsspec  # with asyncio and ssl: files of this machine do without

    protocol = url.partition("://")[0]
    try:
        system, path = fsspec.core.url_to_fs(url, use_listings_cache=listings, **_patience(protocol))
    except ImportError as error:
        if extra := EXTRAS.get(protocol):
            packages = ", ".join(packages_of(extra)) or f"the extra {extra}"
            raise missing(
                extra, f"such an address needs {packages}, which is not installed", where=url
            ) from error
        raise FarfieldError(str(error), where=url, remedy="Install the package it names.") from error
    except Exception as error:  # whatever the door to a store makes of an address
        raise FarfieldError(f"cannot be reached: {error}", where=url, remedy="Check the address.") from error
    return system, path


def _patience(protocol: str) -> dict[str, Any]:
    """What tells the clients of fsspec when a connection is broken; tries are counted here, not by them."""
    if protocol in ("s3", "s3a"):
        import fsspec

        own = fsspec.config.conf.get("s3", {}).get("config_kwargs", {})
        wait = {"read_timeout": RETRY.timeout, "connect_timeout": RETRY.timeout}
        return {"config_kwargs": wait | {"retries": {"total_max_attempts": 1}} | own}
    if protocol in ("http", "https"):
        import aiohttp

        silence = aiohttp.ClientTimeout(total=None, sock_connect=RETRY.timeout, sock_read=RETRY.timeout)
        return {"client_kwargs": {"timeout": silence}}
    return {}


def find_remote(url: str) -> list[str]:
    """The files that a URL, a folder or a glob behind one stands for; none where there is nothing."""
    system, path = connect(url, listings=True)
    system.invalidate_cache()
    listing = _Listing(system, url)
    at = _first_magic(path)
    found = list(listing.below(path)) if at is None else []
    if not found and at is not None:
        folder, _, pattern = path[:at].rpartition("/")
        found = list(listing.matching(folder, [*(pattern + path[at:]).split("/")]))
    return sorted({str(system.unstrip_protocol(entry)) for entry in found})


def remote_size(url: str) -> int | None:
    """Bytes of a remote file, without a request where its folder was listed; None where it can't be told."""
    system, path = connect(url, listings=True)
    return cast("int | None", persist(lambda: system.info(path).get("size"), url, RETRY))


def _first_magic(path: str) -> int | None:
    marks = "*[" if path.startswith(("http:", "https:")) else "*?["  # there a ? begins a query
    return min((path.index(mark) for mark in marks if mark in path), default=None)


class _Listing:
    """Walks folder by folder: fsspec's own walk passes over a folder that a busy server didn't list."""

    def __init__(self, system: Any, url: str) -> None:
        self._system, self._url, self._listed = system, url, 0

    def below(self, path: str) -> Iterator[str]:
        """The file itself, or all files below a folder, hidden ones left out; nothing where there is neither."""
        kind = "directory" if self._url.endswith("/") else self._kind(path)
        if kind == "directory":
            yield from self._walk(path)
        elif kind is not None:
            yield path

    def matching(self, folder: str, pattern: Sequence[str], depth: int = 0) -> Iterator[str]:
        """The files, and those of folders, that match a glob, one part of it for each level below `folder`."""
        first, rest = pattern[0], pattern[1:]
        if first == "**":
            yield from self.matching(folder, rest or ["*"], depth)
        for name, path, is_folder in self._entries(folder, depth):
            if first == "**" and is_folder and not name.startswith("."):
                yield from self.matching(path, pattern, depth + 1)
            elif first != "**" and fnmatchcase(name, first):
                if rest and is_folder:
                    yield from self.matching(path, rest, depth + 1)
                elif not rest:
                    yield from self._walk(path) if is_folder else [path]

    def _kind(self, path: str) -> str | None:
        try:
            return str(persist(lambda: self._system.info(path)["type"], self._url, RETRY))
        except FarfieldError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return None
            raise

    def _walk(self, folder: str, depth: int = 0) -> Iterator[str]:
        for name, path, is_folder in self._entries(folder, depth):
            if not name.startswith("."):
                yield from self._walk(path, depth + 1) if is_folder else [path]

    def _entries(self, folder: str, depth: int) -> list[tuple[str, str, bool]]:
        """Name, path and whether it is a folder, of what stands in a folder `depth` below the first."""
        self._listed += 1
        if depth > DEEPEST or self._listed > MOST_FOLDERS:
            what = f"folders stand in each other more than {DEEPEST} deep"
            raise FarfieldError(
                what if depth > DEEPEST else f"it has more than {MOST_FOLDERS:,} folders",
                where=self._url,
                remedy="Does the server make them up? Name the files, or a folder further down.",
            )
        listed = persist(lambda: self._system.ls(folder, detail=True), self._url, RETRY)
        entries = [(str(entry["name"]).rstrip("/"), entry["type"] == "directory") for entry in listed]
        return [
            (path.rsplit("/", 1)[-1], path, is_folder)
            for path, is_folder in entries
            if path != folder.rstrip("/")
        ]


class RemoteFile:
    """A file behind a URL as a stream of bytes. Raises FarfieldError where it can't be had or has changed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._system, self._path = connect(url, listings=False)
        self._version = self._look()
        self._size: int | None = self._version.get("size")
        self._fetched = self._start()
        self._ready = memoryview(b"")

    def _start(self) -> Fetched:
        if self._size is not None and self._version.get("partial", True):
            return Blocks(self._fetch, self._size, self._url, RETRY)
        return FrontToBack(self._open, self._size, self._url, RETRY)

    def _fetch(self, begin: int, end: int) -> bytes:
        return cast(bytes, self._system.cat_file(self._path, start=begin, end=end))

    def _open(self) -> BinaryIO:
        streamed = {"block_size": 0} if self._url.startswith("http") else {}
        return cast(BinaryIO, self._system.open(self._path, "rb", **streamed))

    def read(self, size: int) -> bytes:
        """Up to `size` bytes; none at the end of the file."""
        if not self._ready:
            try:
                self._ready = memoryview(self._fetched.next())
            except FarfieldError:
                self._check_version()
                raise
        taken = self._ready[:size]
        self._ready = self._ready[size:]
        return bytes(taken)

    def close(self) -> None:
        self._fetched.close()

    def verify(self, size: int) -> None:
        """Raises FarfieldError unless `size` bytes, all there are, were read of the file that was opened."""
        self._check_version()
        if self._size not in (None, size):
            raise changed(self._url)

    def _check_version(self) -> None:
        now = self._look()
        if any(now.get(mark) != self._version.get(mark) for mark in VERSION_MARKS):
            raise changed(self._url)

    def _look(self) -> dict[str, Any]:
        return persist(lambda: dict(self._system.info(self._path)), self._url, RETRY)


def changed(where: str) -> FarfieldError:
    """The error for a file that is no longer what it was when it was opened."""
    return FarfieldError(
        "changed while it was read", where=where, remedy="Run it again once nothing writes to the file."
    )
