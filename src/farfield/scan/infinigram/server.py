"""One question to a server, asked politely: given time where it asks for some, and tried a bounded number of times."""

from __future__ import annotations

import base64
import http.client
import random
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from farfield.options.retrying import RetryOptions
from farfield.records import FarfieldError
from farfield.scan.infinigram.protocol import decode_failure

BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
PAUSES = frozenset({429, 503})  # then every thread waits, not only the one that was told
LONGEST_ANSWER = 64 << 20  # bytes
LONGEST_TAKEN = 300.0  # seconds for a whole answer, however little of it comes at a time
LONGEST_PAUSE = 600.0  # seconds a server may ask for before the run rather ends
KEPT = "What was answered is kept: the same command goes on from there."


class Refused(FarfieldError):
    """The server understood the question and will not answer it."""


class Busy(Exception):
    """No answer now; another try may bring one. `pause`: seconds the server asked for."""

    def __init__(self, reason: str, pause: float = 0.0, *, everyone: bool = False) -> None:
        super().__init__(reason)
        self.pause, self.everyone = pause, everyone


class _SameHost(urllib.request.HTTPRedirectHandler):
    """A question goes to no host but the one that was named."""

    def redirect_request(self, req: Any, fp: Any, code: Any, msg: Any, headers: Any, newurl: str) -> Any:
        before, now = urlsplit(req.full_url), urlsplit(newurl)
        if (before.scheme, before.netloc) != (now.scheme, now.netloc):
            told = f"and sends the question on to {now.scheme}://{now.hostname}, which was not named"
            raise urllib.error.HTTPError(req.full_url, code, told, headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Server:
    """Posts questions to one address. May be used by several threads, which wait together where the server asks."""

    def __init__(self, url: str, options: RetryOptions) -> None:
        self.url, self._options = url, options
        self._headers = {"Content-Type": "application/json", "User-Agent": f"farfield/{version('farfield')}"}
        self._asked, authorization = _authorized(url)
        self._headers |= authorization
        self._opener = urllib.request.build_opener(_SameHost)
        self._lock = threading.Lock()
        self._resume_at = 0.0
        self._stopped = threading.Event()
        self._has_answered = False

    def post(self, question: bytes) -> bytes:
        """One try. Raises Busy where another may help, FarfieldError where none will."""
        self._wait_for_others()
        if self._stopped.is_set():
            raise FarfieldError("the questions were stopped", where=self.url, remedy=KEPT)
        request = urllib.request.Request(self._asked, question, self._headers)
        try:
            with self._opener.open(request, timeout=self._options.timeout) as response:
                body = self._body(response)
        except urllib.error.HTTPError as error:
            raise self._refusal(error) from error
        except (OSError, http.client.HTTPException) as error:
            raise self._broken(error) from error
        if len(body) > LONGEST_ANSWER:
            raise FarfieldError(f"an answer is larger than {LONGEST_ANSWER >> 20} MB", where=self.url)
        self._has_answered = True
        return body

    def _body(self, response: Any) -> bytes:
        """At most one byte more than the longest answer. Raises TimeoutError where it takes too long as a whole."""
        body, until = bytearray(), time.monotonic() + LONGEST_TAKEN
        while len(body) <= LONGEST_ANSWER and (piece := response.read1(1 << 16)):
            body += piece
            if time.monotonic() > until or self._stopped.is_set():
                raise TimeoutError(f"the answer was not whole after {LONGEST_TAKEN:.0f} seconds")
        if response.length:
            raise http.client.IncompleteRead(bytes(body[:0]), response.length)
        return bytes(body)

    def stop(self) -> None:
        """Ask nothing more, and end all waiting: the run is over."""
        self._stopped.set()

    def pause(self, busy: Busy, wait: float) -> None:
        """Wait before the next try: at least what the server asked for, and not all threads to the same moment."""
        if busy.everyone:
            with self._lock:
                self._resume_at = max(self._resume_at, time.monotonic() + busy.pause)
        self._stopped.wait(max(wait, busy.pause * random.uniform(1.0, 1.1)))

    def _wait_for_others(self) -> None:
        while (wait := self._resume_at - time.monotonic()) > 0 and not self._stopped.is_set():
            self._stopped.wait(wait * random.uniform(1.0, 1.1))

    def _refusal(self, error: urllib.error.HTTPError) -> Exception:
        body = error.read(1 << 16)
        said = decode_failure(body)
        reason = f"the server answers {error.code} {error.reason}{f': {said}' if said else ''}"
        if error.code not in BUSY:
            return Refused(reason, where=self.url, remedy="Check the index's name and the address. " + KEPT)
        pause = _retry_after(error.headers.get("Retry-After"))
        if pause > LONGEST_PAUSE:
            return FarfieldError(
                f"{reason}, and asks to come back in {pause:,.0f} seconds", where=self.url, remedy=KEPT
            )
        return Busy(reason, pause, everyone=error.code in PAUSES)

    def _broken(self, error: Exception) -> Exception:
        cause = error.reason if isinstance(error, urllib.error.URLError) else error
        reason = f"no answer: {cause or type(cause).__name__}"
        unknown = isinstance(cause, socket.gaierror | ConnectionRefusedError) and not self._has_answered
        if unknown or isinstance(cause, ssl.SSLCertVerificationError):
            return FarfieldError(reason, where=self.url, remedy="Check the address. " + KEPT)
        return Busy(reason)


def _authorized(url: str) -> tuple[str, dict[str, str]]:
    """The address without user and password, and the header that tells them (RFC 7617)."""
    parts = urlsplit(url)
    if "@" not in parts.netloc:
        return url, {}
    told, _, host = parts.netloc.rpartition("@")
    token = base64.b64encode(unquote(told).encode()).decode()
    return urlunsplit(parts._replace(netloc=host)), {"Authorization": f"Basic {token}"}


def _retry_after(header: str | None) -> float:
    """Seconds from now, of a number or a date (RFC 9110, 10.2.3); 0 where it is neither."""
    try:
        return max(0.0, float(header or 0))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(header or "") - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0
