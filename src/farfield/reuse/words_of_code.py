"""Which tokens of code tell one text from another: names that somebody chose and numbers that mean something.

Keywords, single letters and small numbers stand in any program, so that sharing them shows nothing.
"""

from __future__ import annotations

_RESERVED = """
abstract and as assert async await bool boolean break byte case catch char class const continue def default defer
del delete do done double elif else end endif enum esac except export extends extern false fi final finally float
fn for foreach from func function global go goto if impl implements import in include inline instanceof int
interface is lambda let long match mod module mut namespace new nil none nonlocal not null nullptr of or package
pass private protected pub public raise range return select self short signed sizeof static str string struct
super switch template then this throw throws trait true try type typedef typename typeof undefined union unsafe
unsigned use using var virtual void volatile where while with yield
False None True NULL Self cls
"""
KEYWORDS = frozenset(_RESERVED.split())
"""Of the languages that agents mostly write. A name that one of them reserves tells little in the others as well."""

SHORTEST_NAME = 2
"""Characters: single letters are counters and type parameters."""


def is_name(token: str) -> bool:
    """Whether a token is a word that somebody chose."""
    return (token[0].isalpha() or token[0] == "_") and token not in KEYWORDS


def is_informative(token: str) -> bool:
    """Whether two texts that share this token share something."""
    if is_name(token):
        return len(token) >= SHORTEST_NAME
    return token[0].isdigit() and len(token) > 1 and bool(token.strip("01._"))
