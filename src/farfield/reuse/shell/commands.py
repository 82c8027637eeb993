"""A command line → its simple commands in order, as argument lists, each with its folder and its pipeline.

Variables that the line itself sets are filled in, a `for` over literal words becomes a command for each, and what
`bash -c`, `env`, `sudo`, `timeout`, `xargs`, `find -exec` and `eval` run is taken out of them. A value that only a
run would tell stays as `$name` or `$()`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from posixpath import join, normpath

from farfield.reuse.shell.grammar import Group, Pipeline, Simple, parse
from farfield.reuse.shell.tokens import Word
from farfield.reuse.shell.wrappers import unwrap

MOST_COMMANDS = 500
"""Of one line. A loop over many words could otherwise make a short line into any number of commands."""

_DEEPEST = 8
"""Command lines within command lines (`bash -c`, `$(...)`): each is read again, so this keeps the time linear."""

_MOST_VALUES = 32


@dataclass(frozen=True, slots=True)
class Command:
    """A simple command. `words`: its arguments, its name first, without wrappers as `sudo`."""

    words: tuple[str, ...]
    text: str
    """As it was typed, or as it came out of its wrapper."""
    folder: str | None = None
    """Where it is run, as far as `cd` on the same line tells it."""
    after: str = ""
    """The operator before it, as `&&`; empty of the first."""
    sources: tuple[tuple[str, ...], ...] = ()
    """Argument lists of the commands whose output it reads, the nearest last."""
    sinks: tuple[tuple[str, ...], ...] = ()
    """Argument lists of the commands that read its output, the nearest first."""
    outputs: tuple[str, ...] = ()
    """Files that its output goes to instead, by itself or at the end of its pipeline."""
    inputs: tuple[str, ...] = ()
    """Files that it reads by `<`."""
    document: str | None = None
    """The here-document that it reads."""
    inner: bool = False
    """Whether its output becomes an argument of another command."""

    @property
    def name(self) -> str:
        """The name of the program, without its folder; those of PowerShell in lower case."""
        name = self.words[0].rpartition("/")[2].removesuffix(".exe")
        return name.lower() if "-" in name and name[:1].isupper() else name


@dataclass(slots=True)
class _Walk:
    """What a shell would know on its way through the line."""

    folder: str | None
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    left: int = MOST_COMMANDS
    room: int = 200_000
    """Characters that values may still fill in: a line could otherwise double one over and over."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the line a command stands."""

    text: str
    after: str = ""
    sources: tuple[tuple[str, ...], ...] = ()
    sinks: tuple[tuple[str, ...], ...] = ()
    outputs: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    inner: bool = False
    depth: int = 0


_WINDOWS_PATH = re.compile(r"(?<!\w)[A-Za-z]:\\[^\s\"'|;&<>]*")
"""A path with a drive, whose strokes a shell of Unix would take for escapes."""


def read_commands(line: str, folder: str | None = None) -> tuple[Sequence[Command], str | None]:
    """The simple commands of a command line, at most `MOST_COMMANDS`, and the folder where it ends.

    Never raises and never runs anything, whatever the line; the time is linear in its length.
    """
    walk = _Walk(folder)
    if ":\\" in line:
        line = _WINDOWS_PATH.sub(lambda found: found[0].replace("\\", "/"), line)
    return tuple(_from_line(line, walk, _Place(line))), walk.folder


def _from_line(line: str, walk: _Walk, place: _Place) -> Iterator[Command]:
    if place.depth < _DEEPEST and walk.left > 0:
        place = replace(place, text=line, depth=place.depth + 1)
        for pipeline in parse(line):
            yield from _from_pipeline(pipeline, walk, place)


def _from_pipeline(pipeline: Pipeline, walk: _Walk, place: _Place) -> Iterator[Command]:
    heads = [_head(element) for element in pipeline.elements[: MOST_COMMANDS + 9]]
    sent = _sent_to(pipeline.elements[-1]) if pipeline.elements else ()
    for at, element in enumerate(pipeline.elements):
        if walk.left <= 0:
            return
        here = replace(
            place,
            after=pipeline.after if at == 0 else "|",
            sources=place.sources + tuple(head for head in heads[max(0, at - 8) : at] if head),
            sinks=tuple(head for head in heads[at + 1 : at + 9] if head) + place.sinks,
            outputs=place.outputs + (sent if at + 1 < len(pipeline.elements) else ()),
        )
        if isinstance(element, Group):
            yield from _from_group(element, walk, here)
        else:
            yield from _from_simple(element, walk, here)


def _sent_to(last: Simple | Group) -> tuple[str, ...]:
    """The files into which a pipeline ends, unless they only are beside the screen, as by `tee`."""
    outputs = tuple(word.plain for word in last.outputs)
    words = _head(last)
    if words[:1] == ("tee",) and outputs:
        outputs += tuple(word for word in words[1:] if not word.startswith("-"))
    return outputs


def _head(element: Simple | Group) -> tuple[str, ...]:
    """The words of a simple command, or of the first one in a group."""
    if isinstance(element, Simple):
        return tuple(word.plain for word in element.words)
    firsts = (_head(one) for pipeline in element.pipelines[:1] for one in pipeline.elements[:1])
    return next(firsts, ())


def _from_group(group: Group, walk: _Walk, place: _Place) -> Iterator[Command]:
    folder = walk.folder
    if group.variable is not None:
        values = tuple(text for word in group.values for text in _texts(word, walk))[:_MOST_VALUES]
        walk.values[group.variable.plain] = values or (f"${group.variable.plain}",)
        for word in group.values:
            yield from _substituted(word, walk, place)
    place = replace(place, outputs=place.outputs + tuple(word.plain for word in group.outputs))
    for pipeline in group.pipelines:
        yield from _from_pipeline(pipeline, walk, replace(place))
    if group.apart:
        walk.folder = folder


def _from_simple(simple: Simple, walk: _Walk, place: _Place) -> Iterator[Command]:
    for word in (*simple.words, *simple.outputs):
        yield from _substituted(word, walk, place)
    words = _take_assignments(simple.words, walk)
    outputs = place.outputs + tuple(_texts(word, walk)[0] for word in simple.outputs)
    inputs = tuple(_texts(word, walk)[0] for word in simple.inputs)
    for filled in _filled(words, walk):
        if walk.left <= 0 or not filled:
            return
        walk.left -= 1
        text = place.text[words[0].begin : words[-1].end] if words else ""
        yield from _unwrapped(
            filled, text, simple.document, walk, replace(place, outputs=outputs, inputs=inputs)
        )


def _substituted(word: Word, walk: _Walk, place: _Place) -> Iterator[Command]:
    """The commands whose output stands in a word."""
    for part in word.parts:
        if part.kind == "commands":
            inside = replace(walk)
            yield from _from_line(part.text, inside, replace(place, inner=True, outputs=(), sinks=()))
            walk.left, walk.room = inside.left, inside.room


def _take_assignments(words: Sequence[Word], walk: _Walk) -> Sequence[Word]:
    """The words behind `NAME=value`, whose values are kept."""
    for at, word in enumerate(words):
        first = word.parts[0].text if word.parts and word.parts[0].kind == "text" else ""
        name, equals, _ = first.partition("=")
        if not (equals and name.isidentifier()):
            return words[at:]
        texts = _texts(word, walk)
        walk.values[name] = tuple(text.partition("=")[2] for text in texts)[:_MOST_VALUES]
    return ()


def _texts(word: Word, walk: _Walk) -> tuple[str, ...]:
    """What a word may stand for: one text, or one for each value of a loop's variable in it."""
    several = 1
    for part in word.parts:
        if part.kind == "variable":
            several = max(several, len(walk.values.get(part.text, ())))
    return tuple(_text(word, walk, at) for at in range(min(several, _MOST_VALUES)))


def _text(word: Word, walk: _Walk, at: int) -> str:
    shown = []
    for part in word.parts:
        if part.kind == "variable":
            known = walk.values.get(part.text)
            value = known[min(at, len(known) - 1)] if known else None
            if value is None or len(value) > walk.room:
                value = f"${part.text}"
            walk.room -= len(value)
            shown.append(value)
        else:
            shown.append(part.text if part.kind == "text" else "$()")
    return "".join(shown)


def _filled(words: Sequence[Word], walk: _Walk) -> Iterator[tuple[str, ...]]:
    """The command once for each value of a loop's variable in it."""
    texts = [_texts(word, walk) for word in words]
    for at in range(max((len(one) for one in texts), default=0)):
        yield tuple(one[min(at, len(one) - 1)] for one in texts)


def _unwrapped(
    words: tuple[str, ...], text: str, document: str | None, walk: _Walk, place: _Place
) -> Iterator[Command]:
    """The command itself, or those that it runs for another."""
    found = unwrap(words, document)
    if found.line is not None:
        inside = replace(walk)
        yield from _from_line(found.line, inside, place)
        walk.left, walk.room = inside.left, inside.room
        return
    if not found.words:
        return
    command = Command(
        words=found.words,
        text=text or " ".join(found.words),
        folder=walk.folder,
        after=place.after,
        sources=place.sources,
        sinks=place.sinks,
        outputs=place.outputs,
        inputs=place.inputs,
        document=document,
        inner=place.inner,
    )
    if command.name in ("cd", "pushd"):
        walk.folder = _moved(walk.folder, found.words)
    yield command


def _moved(folder: str | None, words: Sequence[str]) -> str | None:
    """Where `cd` leads to; null where a variable decides."""
    target = next((word for word in words[1:] if word == "-" or not word.startswith("-")), "~")
    if target == "-" or "$" in target:
        return None
    if target.startswith(("/", "~")):
        return normpath(target)
    return normpath(join(folder, target)) if folder else None if target.startswith("..") else normpath(target)
