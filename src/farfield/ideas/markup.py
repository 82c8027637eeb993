"""Texts of libraries and indexes → plain text: tags of HTML and JATS and the names of characters are no words.

A tag within a phrase would part it: of "deep <i>neural</i> network" the words "neural" and "network" are neighbours,
and of "CO<sub>2</sub>" one word is left, not three.
"""

from __future__ import annotations

import re
from html import unescape

ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
INLINE = re.compile(
    r"</?(?:jats:)?(?:i|b|u|em|strong|sub|sup|italic|bold|underline|sc|span|font|small|tt|a|xref|named-content)"
    r"(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
"""Tags that stand within a word or a phrase."""
BLOCK = re.compile(
    r"</?(?:jats:)?(?:p|br|div|h[1-6]|ul|ol|li|list|list-item|title|sec|section|abstract|table|tr|td|th|tbody|hr|"
    r"blockquote|inline-formula|disp-formula|tex-math|alternatives|mml:[a-z]+)(?:\s[^<>]{0,300})?/?>",
    re.IGNORECASE,
)
"""Tags that part words."""


def plain(text: str) -> str:
    """A text without tags, its characters written as they are. What is no tag of these stays: "p < 0.05", "<unk>"."""
    if "&" in text:
        text = ENTITY.sub(lambda found: unescape(found.group()), text)
    if "<" not in text:
        return text
    return BLOCK.sub(" ", INLINE.sub("", text))
