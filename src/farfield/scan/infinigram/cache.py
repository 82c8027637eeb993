"""Answers of a server kept on disk: the same question is not asked twice, in no run and by no thread."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from farfield.records import FarfieldError, without_secrets
from farfield.storage import cache_folder

FILE = "infinigram.sqlite"


class Cache:
    """A table from (server, question) to its answer. Each answer is safe once `put` returns, whatever kills the run.

    May be used by several threads, and by several processes at once.
    """

    def __init__(self, folder: str | None) -> None:
        self.path = Path(folder).expanduser() / FILE if folder else cache_folder() / FILE
        self._lock = threading.Lock()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._open()
        except OSError as error:
            raise self._trouble(error) from error
        except sqlite3.Error as error:
            if not _is_damaged(error):
                raise self._trouble(error) from error
            self._begin_again()

    def _open(self) -> sqlite3.Connection:
        file = sqlite3.connect(self.path, timeout=60, isolation_level=None, check_same_thread=False)
        # A commit survives kill -9 without waiting for the disk.
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("PRAGMA synchronous=NORMAL")
        file.execute(
            "CREATE TABLE IF NOT EXISTS answers (server TEXT, query BLOB, answer BLOB, "
            "PRIMARY KEY (server, query)) WITHOUT ROWID"
        )
        return file

    def _begin_again(self) -> None:
        """What is damaged is removed: it holds nothing that can't be asked for once more."""
        try:
            for suffix in ("", "-wal", "-shm"):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
            self._file = self._open()
        except (OSError, sqlite3.Error) as error:
            raise self._trouble(error) from error

    def get(self, server: str, query: bytes) -> bytes | None:
        chosen = "SELECT answer FROM answers WHERE server = ? AND query = ?"
        try:
            with self._lock:
                row = self._file.execute(chosen, (without_secrets(server), query)).fetchone()
        except sqlite3.Error as error:
            if not _is_damaged(error):
                raise self._trouble(error) from error
            self._replace()
            return None
        return bytes(row[0]) if row else None

    def put(self, server: str, query: bytes, answer: bytes) -> None:
        try:
            with self._lock:
                row = without_secrets(server), query, answer
                self._file.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", row)
        except sqlite3.Error as error:
            if not _is_damaged(error):
                raise self._trouble(error) from error
            self._replace()

    def _replace(self) -> None:
        with self._lock:
            self._file.close()
            self._begin_again()

    def close(self) -> None:
        self._file.close()

    def _trouble(self, error: Exception) -> FarfieldError:
        return FarfieldError(
            f"the cache of answers cannot be used: {error}",
            where=str(self.path),
            remedy="Free or remove the file, or name another cache folder in XDG_CACHE_HOME.",
        )


def _is_damaged(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or (
        "no such column" in str(error)
    )
