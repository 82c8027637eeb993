"""What a web server sent → the text that a reader of the page sees."""

from __future__ import annotations

import codecs
import io
import re
import zlib
from typing import NamedTuple

from farfield.extras import missing

HTML = ("text/html", "application/xhtml+xml")
PLAIN = ("text/plain", "text/markdown")
NO_TEXT = ("image/", "audio/", "video/", "font/", "text/css", "text/javascript", "application/javascript",
           "application/x-javascript", "application/font")  # fmt: skip
LARGEST = 256 << 20  # bytes of a page, unpacked
MARKUP = b"<"
META = re.compile(rb"""<meta[^>]+charset=["']?\s*([-\w.:]+)""", re.IGNORECASE)
HEAD = 4096  # bytes in which a page tells its encoding


class Page(NamedTuple):
    """What was sent: its media type, encoding and content."""

    type: str
    charset: str | None
    content: bytes


class NotRead(ValueError):
    """Why a page is not read, in words."""


def http_page(message: bytes) -> Page | None:
    """The page in a server's answer; None where it sent none (an error, a redirection). Raises NotRead."""
    import http.client  # here, as it brings all of SSL, and few corpora are what servers sent

    stream = io.BytesIO(message)
    status = stream.readline(1 << 16).split(None, 2)
    if len(status) < 2 or not status[0].startswith(b"HTTP/"):
        raise NotRead("no answer of a web server")
    try:
        headers = http.client.parse_headers(stream)
    except http.client.HTTPException as error:
        raise NotRead(f"broken headers of a web server: {error}") from error
    if status[1][:1] != b"2":
        return None
    content = stream.read()
    if "chunked" in headers.get("Transfer-Encoding", "").lower():
        content = _joined(content)
    content = _unpacked(content, headers.get("Content-Encoding", "").strip().lower())
    charset = headers.get_content_charset() if headers.get("Content-Type") else None
    return Page(headers.get_content_type() if headers.get("Content-Type") else "", charset, content)


def _joined(content: bytes) -> bytes:
    """What was sent in chunks, in one; as it is where an archiver has joined it already."""
    joined, at = bytearray(), 0
    while True:
        end = content.find(b"\r\n", at, at + 64)
        try:
            size = int(content[at:end].split(b";")[0], 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0 or size > len(content):
            return bytes(joined) if joined else content
        if size == 0:
            return bytes(joined)
        joined += content[end + 2 : end + 2 + size]
        at = end + 2 + size + 2


def _unpacked(content: bytes, encoding: str) -> bytes:
    """What was sent compressed, unpacked; as it is where an archiver has unpacked it already."""
    if encoding in ("", "identity") or content.lstrip()[:1] == MARKUP:
        return content
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise NotRead(f"sent compressed by {encoding}, which is not read")
    for window in (47, -15):  # gzip or zlib, by their headers; the bare stream that some servers send
        inner = zlib.decompressobj(window)
        try:
            found = inner.decompress(content, LARGEST)
        except zlib.error:
            continue
        if inner.unconsumed_tail:
            raise NotRead(f"unpacks to more than {LARGEST >> 20} MiB")
        return found
    return content


def page_text(page: Page) -> str | None:
    """The text of a page; None of a kind that has none, as an image. Raises NotRead."""
    kind = page.type or ("text/html" if page.content.lstrip()[:1] == MARKUP else "text/plain")
    if kind.startswith(NO_TEXT):
        return None
    if kind in PLAIN:
        return _decoded(page)
    if kind not in HTML:
        raise NotRead(f"of a kind that is not read: {kind}")
    return html_text(page.content, page.charset)


def _decoded(page: Page) -> str:
    for charset in (page.charset or "utf-8", "utf-8"):
        try:
            return page.content.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return page.content.decode("windows-1252", "replace")


def html_text(content: bytes, charset: str | None) -> str:
    """The visible text of an HTML page, paragraphs and list items in lines of their own.

    All of it, menus too: what is boilerplate is a matter of taste, and what was left out could not be found.
    Raises FarfieldError where the package that knows HTML is missing.
    """
    try:
        from resiliparse.extract.html2text import extract_plain_text
        from resiliparse.parse.encoding import detect_encoding
        from resiliparse.parse.html import HTMLTree
    except ImportError as error:
        raise missing(
            "web",
            "the pages of this web archive are HTML, and the package resiliparse, which reads it, is not installed",
        ) from error
    encoding = _told_encoding(content, charset) or detect_encoding(content) or "utf-8"
    tree = HTMLTree.parse_from_bytes(content, encoding)
    return str(extract_plain_text(tree, preserve_formatting=True, main_content=False, list_bullets=False))


def _told_encoding(content: bytes, charset: str | None) -> str | None:
    """The encoding that the server tells; else UTF-8 where the page is that; else what the page itself tells."""
    if charset and _is_known(charset):
        return charset
    try:
        content.decode()
        return "utf-8"
    except UnicodeDecodeError:
        pass
    told = META.search(content[:HEAD])
    name = told[1].decode() if told else ""
    return name if name and _is_known(name) else None


def _is_known(charset: str) -> bool:
    try:
        codecs.lookup(charset)
    except LookupError:
        return False
    return True
