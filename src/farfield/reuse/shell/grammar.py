"""Words and operators → pipelines, lists and loops, as a shell groups them. What doesn't close ends with the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from farfield.reuse.shell.tokens import Operator, Token, Word, read_tokens

_DEEPEST = 40
"""Groups within groups beyond this are read as if they stood beside each other: nobody types them."""

_CLOSERS = frozenset({"done", "fi", "esac", "}", ")"})
_SKIPPED = frozenset({"!", "time", "then", "else", "elif", "do", "if", "while", "until", "function", "in"})
_LOOPS = frozenset({"for", "select"})
_OPENERS = {
    "if": "fi",
    "while": "done",
    "until": "done",
    "for": "done",
    "select": "done",
    "case": "esac",
    "{": "}",
}
_ENDS_PIPELINE = frozenset({"&&", "||", ";", "\n", "&", ";;", ";&", ";;&"})
_REDIRECTIONS = frozenset({">", ">>", "<", "<<", "<<-", "<<<", ">&", "<&", "&>", "&>>", "<>", ">|"})


@dataclass(slots=True)
class Simple:
    """A simple command: its words, the files that its output goes to, the here-document that it reads."""

    words: list[Word] = field(default_factory=list)
    outputs: list[Word] = field(default_factory=list)
    inputs: list[Word] = field(default_factory=list)
    document: str | None = None


@dataclass(slots=True)
class Group:
    """Pipelines in parentheses, braces, a loop or a condition. `variable` takes each of `values` in a `for`."""

    pipelines: list[Pipeline] = field(default_factory=list)
    variable: Word | None = None
    values: list[Word] = field(default_factory=list)
    apart: bool = False
    """In parentheses: a change of folder within stays within."""
    outputs: list[Word] = field(default_factory=list)


@dataclass(slots=True)
class Pipeline:
    """Commands of which each reads what the one before it wrote. `after`: the operator before it, as `&&`."""

    elements: list[Simple | Group] = field(default_factory=list)
    after: str = ""


def parse(text: str) -> Sequence[Pipeline]:
    """The pipelines of a command line. Never raises, whatever the text."""
    return _Parser(read_tokens(text)).pipelines(None, 0)


_ERRORS = "2"
"""The stream of messages: what a command shows goes on to the screen without it."""


class _Parser:
    """One pass over the tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    def pipelines(self, closer: str | None, depth: int) -> list[Pipeline]:
        """Pipelines up to the closing word or parenthesis, which is taken too."""
        found: list[Pipeline] = []
        after = ""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            text = _reserved(token)
            if text in _CLOSERS and not (text == ")" and closer == "esac"):
                self.at += 1
                if text == closer or closer is None:
                    if text == closer:
                        break
                    continue
                break
            if isinstance(token, Operator) and (token.text in _ENDS_PIPELINE or token.text == ")"):
                after = token.text
                self.at += 1
                continue
            before = self.at
            pipeline = self.pipeline(depth)
            pipeline.after, after = after, ""
            if pipeline.elements:
                found.append(pipeline)
            if self.at == before:
                self.at += 1
        return found

    def pipeline(self, depth: int) -> Pipeline:
        """Elements between `|`."""
        found = Pipeline()
        while self.at < len(self.tokens):
            element = self.element(depth)
            if element is not None:
                found.elements.append(element)
            token = self.tokens[self.at] if self.at < len(self.tokens) else None
            if not (isinstance(token, Operator) and token.text == "|"):
                break
            self.at += 1
            while self.at < len(self.tokens) and _is(self.tokens[self.at], "\n", "&"):
                self.at += 1
        return found

    def element(self, depth: int) -> Simple | Group | None:
        """A simple command, or a group with what is redirected after it."""
        while self.at < len(self.tokens) and _reserved(self.tokens[self.at]) in _SKIPPED:
            word = _reserved(self.tokens[self.at])
            if word in _OPENERS and depth < _DEEPEST:
                break
            self.at += 1
        if self.at >= len(self.tokens):
            return None
        word = _reserved(self.tokens[self.at])
        if word not in _OPENERS and word != "(":
            simple = self.simple()
            return simple if simple.words or simple.outputs else None
        self.at += 1
        if depth >= _DEEPEST:
            return None
        group = Group(apart=word == "(")
        if word in _LOOPS:
            self.loop_head(group)
        elif word == "case":
            self.skip_to("in")
        group.pipelines = self.pipelines(")" if word == "(" else _OPENERS[word], depth + 1)
        group.outputs = self.redirections().outputs
        return group

    def redirections(self) -> Simple:
        """What is redirected behind a group."""
        found = Simple()
        while self.at < len(self.tokens):
            numbered = self.at + 1 < len(self.tokens) and _is_number(self.tokens[self.at])
            token = self.tokens[self.at + numbered]
            if not (isinstance(token, Operator) and token.text in _REDIRECTIONS):
                break
            if numbered and isinstance(stream := self.tokens[self.at], Word):
                found.words.append(stream)
            self.at += numbered
            self.redirection(found, token)
            self.at += 1
        return found

    def loop_head(self, group: Group) -> None:
        """`NAME in WORDS` of a `for`."""
        if self.at < len(self.tokens) and isinstance(word := self.tokens[self.at], Word):
            group.variable = word
            self.at += 1
        if self.at < len(self.tokens) and _reserved(self.tokens[self.at]) == "in":
            self.at += 1
            while self.at < len(self.tokens) and isinstance(word := self.tokens[self.at], Word):
                group.values.append(word)
                self.at += 1

    def skip_to(self, text: str) -> None:
        """Behind a word on the same line."""
        while self.at < len(self.tokens) and not _is(self.tokens[self.at], "\n", ";"):
            self.at += 1
            if _reserved(self.tokens[self.at - 1]) == text:
                return

    def simple(self) -> Simple:
        """Words and redirections up to the next operator."""
        found = Simple()
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if isinstance(token, Word):
                found.words.append(token)
            elif token.text in _REDIRECTIONS:
                self.redirection(found, token)
            else:
                break
            self.at += 1
        return found

    def redirection(self, simple: Simple, operator: Operator) -> None:
        """Takes the word that a redirection sends to, and the number of the stream before it."""
        last = simple.words[-1] if simple.words else None
        numbered = last is not None and last.bare and last.end == operator.begin and last.plain.isdigit()
        stream = simple.words.pop().plain if numbered else ""
        if operator.document is not None or operator.text in ("<<", "<<-"):
            simple.document = operator.document or ""
            return
        target = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else None
        if isinstance(target, Word):
            self.at += 1
            if operator.text == "<<<":
                simple.document = target.plain
            elif operator.text == "<":
                simple.inputs.append(target)
            elif operator.text in (">&", "<&") and (target.plain.isdigit() or target.plain == "-"):
                return
            elif stream != _ERRORS:
                simple.outputs.append(target)


def _reserved(token: Token) -> str | None:
    """The text that may be a reserved word or a parenthesis; null of what was quoted."""
    if isinstance(token, Word):
        return token.plain if token.bare and len(token.parts) == 1 else None
    return token.text if token.text in ("(", ")") else None


def _is_number(token: Token) -> bool:
    return isinstance(token, Word) and token.bare and token.plain.isdigit()


def _is(token: Token, *texts: str) -> bool:
    return isinstance(token, Operator) and token.text in texts
