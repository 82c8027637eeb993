"""Trying again what a busy or broken network refused, and no longer than is useful."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from farfield.options.retrying import RetryOptions
from farfield.records import FarfieldError

Answer = TypeVar("Answer")

BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
BUSY_CODES = frozenset({"SlowDown", "RequestTimeout", "Throttling", "ThrottlingException", "InternalError"})
BROKEN = frozenset(
    {
        "aiohttp.ClientConnectionError",
        "aiohttp.ClientPayloadError",
        "botocore.FlexibleChecksumError",
        "botocore.HTTPClientError",
        "botocore.IncompleteReadError",
        "botocore.ResponseParserError",
        "botocore.ResponseStreamingError",
    }
)
"""Errors of the packages that speak to servers, by package and name, so that none of them is imported here."""

REFUSED = frozenset({"botocore.NoCredentialsError", "botocore.PartialCredentialsError"})


def persist(
    act: Callable[[], Answer],
    where: str,
    options: RetryOptions,
    pause: Callable[[float], object] = time.sleep,
) -> Answer:
    """What `act` answers, tried again while the error may pass. Raises FarfieldError where it doesn't."""
    waits = options.waits()
    while True:
        try:
            return act()
        except FarfieldError:
            raise
        except Exception as error:
            if not may_pass(error):
                raise _refusal(error, where) from error
            wait = next(waits, None)
            if wait is None:
                raise _given_up(error, where, options.tries) from error
        pause(wait)


def may_pass(error: BaseException) -> bool:
    """Whether trying again can help: throttling, a server's mishap, a broken or silent connection."""
    for cause in _causes(error):
        status, code = _answered(cause)
        if status is not None or code is not None:
            return status in BUSY or code in BUSY_CODES
        if _names(cause) & BROKEN or isinstance(cause, TimeoutError | ConnectionError | EOFError):
            return True
    permanent = (FileNotFoundError, PermissionError, FileExistsError, IsADirectoryError, NotADirectoryError)
    return isinstance(error, OSError) and not isinstance(error, permanent)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _names(error: BaseException) -> set[str]:
    return {f"{kind.__module__.partition('.')[0]}.{kind.__name__}" for kind in type(error).__mro__}


def _answered(error: BaseException) -> tuple[int | None, str | None]:
    """The HTTP status and the store's own code, where the error carries a server's answer."""
    status: Any = getattr(error, "status", None)
    response: Any = getattr(error, "response", None)
    if not isinstance(response, dict):
        return status if isinstance(status, int) else None, None
    meta, told = response.get("ResponseMetadata", {}), response.get("Error", {})
    return meta.get("HTTPStatusCode"), told.get("Code")


def _refusal(error: Exception, where: str) -> FarfieldError:
    causes = list(_causes(error))
    statuses = {_answered(cause)[0] for cause in causes}
    if statuses & {401, 403} or any(
        isinstance(cause, PermissionError) or _names(cause) & REFUSED for cause in causes
    ):
        return FarfieldError(
            f"access refused: {_told(error)}",
            where=where,
            remedy="Check the credentials in the environment, and that they may list and read this place.",
        )
    if isinstance(error, FileNotFoundError):
        return FarfieldError("no such file", where=where, remedy="Check the address.")
    return FarfieldError(f"cannot be read: {_told(error)}", where=where, remedy="Check the address.")


def _given_up(error: Exception, where: str, tries: int) -> FarfieldError:
    return FarfieldError(
        f"given up after {tries} tries: {_told(error)}",
        where=where,
        remedy="The server is out of reach or too busy. Check the address and the network, and run it again.",
    )


def _told(error: Exception) -> str:
    return str(error).strip() or type(error).__name__
