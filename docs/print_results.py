"""Prints what the structs of `farfield.results` say into the pages that tell the keys of the JSON files.

A page names the structs that stand in a place of it:

    <!-- printed: Gap, Overlap -->
    ...
    <!-- end -->

What is between the two is made anew from the structs' docstrings: what each is, where it stands, and its keys with
their types and meanings. Codes stand on a page of their own, a table for each kind. All else is written by hand.
`python docs/print_results.py` writes the pages; `tests/test_results_docs.py` compares them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from farfield.corpus_notices import code_of

ROOT = Path(__file__).parents[1]
SOURCES = [
    *sorted((ROOT / "src/farfield/results").glob("*.py")),
    *sorted((ROOT / "src/farfield").glob("*records.py")),
    ROOT / "src/farfield/corpus_notices.py",
]
PAGES = {
    ROOT / "docs" / "profile-json.md": "Profile",
    ROOT / "docs" / "comparison-json.md": "Comparison",
    ROOT / "docs" / "plan-json.md": "Plan",
    ROOT / "docs" / "coherence-json.md": "Coherence",
    ROOT / "docs" / "drift-json.md": "Drift",
    ROOT / "docs" / "drift-comparison-json.md": "DriftComparison",
    ROOT / "docs" / "reuse-json.md": "Reuse",
    ROOT / "docs" / "novelty-json.md": "Novelty",
    ROOT / "docs" / "run-json.md": "RunRecord",
    ROOT / "docs" / "summary-json.md": "Summary",
    ROOT / "docs" / "preview-json.md": "Preview",
    ROOT / "docs" / "asked-json.md": "Asked",
    ROOT / "docs" / "loop-json.md": "Loop",
    ROOT / "docs" / "loop-round-json.md": "LoopRound",
    ROOT / "docs" / "market-json.md": "Market",
    ROOT / "docs" / "market-generation-json.md": "MarketGeneration",
    ROOT / "docs" / "market-comparison-json.md": "MarketComparison",
}
"""Each page, and the struct that is the whole file."""
CODES = ROOT / "docs" / "codes.md"
KINDS = {"AnyWhy": "Why", "AnyNotice": "Notice", "AnyDoubt": "Doubt", "AnyScanNotice": "ScanNotice"}
"""What an annotation calls any code of a kind, and the struct that all of the kind derive from."""
TELLING = ("warn", "tally", "_warn")
READERS = (ROOT / "src/farfield/logs", ROOT / "src/farfield/ideas")
READ_CODES = re.compile(r"<!-- read codes -->\n.*?<!-- end -->", re.DOTALL)
BLOCK = re.compile(r"<!-- printed: ([\w, \n]+) -->\n.*?<!-- end -->", re.DOTALL)
PLAIN = {
    "float": ("number", "numbers"),
    "int": ("whole number", "whole numbers"),
    "str": ("text", "texts"),
    "bool": ("true or false", "true or false"),
    "object": ("any value", "any values"),
}
"""Types in words, of one and of several."""
KEYS = {"from_": "from"}


@dataclass(frozen=True)
class Key:
    """A field: its key in the file, its annotation, and what its docstring says."""

    name: str
    type: ast.expr
    meaning: str


@dataclass(frozen=True)
class Room:
    """What the sources declare: classes and aliases of types, by name."""

    classes: dict[str, ast.ClassDef]
    aliases: dict[str, ast.expr]

    def keys(self, name: str) -> list[Key]:
        """The keys of a struct in the order of the file: those of what it is a kind of, then its own."""
        by_place = self._declared(name, last=False)
        return by_place + self._declared(name, last=True)

    def _declared(self, name: str, last: bool) -> list[Key]:
        """Its keys and those of what it is a kind of; `last`: those of structs whose keys come after all others."""
        found = [key for base in self._bases(name) for key in self._declared(base, last)]
        if _goes_last(self.classes[name]) is not last:
            return found
        body = self.classes[name].body
        for at, line in enumerate(body):
            if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and _is_key(line):
                said = body[at + 1] if at + 1 < len(body) else None
                found.append(
                    Key(KEYS.get(line.target.id, line.target.id), line.annotation, _docstring(said, name))
                )
        return found

    def _bases(self, name: str) -> list[str]:
        bases = [base.id for base in self.classes[name].bases if isinstance(base, ast.Name)]
        return [base for base in bases if base in self.classes]

    def codes(self, kind: str) -> list[str]:
        """The codes of a kind, as their structs stand in the sources."""
        return [name for name in self.classes if kind in self._bases(name)]

    def inside(self, kind: ast.expr) -> list[str]:
        """The structs that an annotation names."""
        names = [node.id for node in ast.walk(kind) if isinstance(node, ast.Name)]
        return [name for name in names if name in self.classes]

    def reached(self, root: str) -> list[str]:
        """The struct and all that stand in it, each once."""
        found = [root]
        for name in found:
            for key in self.keys(name):
                found += [one for one in dict.fromkeys(self.inside(key.type)) if one not in found]
        return found


def read_room(sources: list[Path] = SOURCES) -> Room:
    """The classes and the aliases of types that these modules declare."""
    classes: dict[str, ast.ClassDef] = {}
    aliases: dict[str, ast.expr] = {}
    for source in sources:
        for line in ast.parse(source.read_text()).body:
            if isinstance(line, ast.ClassDef):
                if line.name in classes:
                    raise ValueError(f"two classes are called {line.name}, so a page can't name one")
                classes[line.name] = line
            elif isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                aliases[line.targets[0].id] = line.value
    return Room(classes, aliases)


def print_page(text: str, root: str, room: Room) -> str:
    """The page with its printed parts made anew. Raises ValueError where it lacks a struct or names one twice."""
    wanted = room.reached(root)
    named = [name for block in BLOCK.finditer(text) for name in _names(block)]
    if sorted(named) != sorted(wanted):
        lacking, beyond = sorted(set(wanted) - set(named)), sorted(set(named) - set(wanted))
        raise ValueError(f"the page of {root} must print each of its structs once: {lacking=}, {beyond=}")
    places = {name: list(_places(name, wanted, room)) for name in wanted}

    def printed(block: re.Match[str]) -> str:
        parts = [_section(name, places[name], room) for name in _names(block)]
        return f"<!-- printed: {block[1]} -->\n\n" + "\n".join(parts) + "\n<!-- end -->"

    return BLOCK.sub(printed, text)


def print_codes(text: str, room: Room) -> str:
    """The page of codes with its tables made anew."""

    def printed(block: re.Match[str]) -> str:
        rows = [_code(name, room) for name in room.codes(block[1])]
        table = ["| code | what it says | figures |", "|---|---|---|", *rows]
        return f"<!-- printed: {block[1]} -->\n\n" + "\n".join(table) + "\n\n<!-- end -->"

    return print_read_codes(BLOCK.sub(printed, text))


def print_read_codes(text: str) -> str:
    """The page of codes with the table of what readers of logs tell made anew, from the places that tell it."""
    told: dict[str, dict[str, None]] = {}
    for path in sorted(path for room in READERS for path in room.rglob("*.py")):
        tree = ast.parse(path.read_text())
        names = _constants(tree)
        for node in ast.walk(tree):
            for code, sentence in _read_code(node):
                shown = _template(sentence, names).replace("|", "\\|")
                if " " in shown or isinstance(node, ast.Call):
                    told.setdefault(code, {})[shown] = None
    rows = [f"| `{code}` | {'; or: '.join(told[code])} |" for code in sorted(told)]
    table = "\n".join(["| code | what it says |", "|---|---|", *rows])
    return READ_CODES.sub(lambda _: f"<!-- read codes -->\n\n{table}\n\n<!-- end -->", text)


def _read_code(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """A code and its sentence, where they stand side by side: in a call that tells them, or in a pair."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TELLING:
        parts = node.args
    else:
        parts = node.elts if isinstance(node, ast.Tuple) and len(node.elts) == 2 else []
    for code, sentence in pairwise(parts):
        if isinstance(code, ast.Constant) and re.fullmatch(r"[a-z]+(_[a-z]+)+", str(code.value)):
            yield str(code.value), sentence


def _template(sentence: ast.expr, names: Mapping[str, ast.expr]) -> str:
    """A sentence with … where a value goes. `names`: constants of its file."""
    match sentence:
        case ast.Constant():
            return str(sentence.value)
        case ast.JoinedStr():
            return "".join(_template(part, {}) for part in sentence.values)
        case ast.BinOp():
            return _template(sentence.left, names) + _template(sentence.right, names)
        case ast.IfExp():
            return f"{_template(sentence.body, names)}; or: {_template(sentence.orelse, names)}"
        case ast.FormattedValue(value=ast.Call(func=ast.Name(id="number_of"), args=[_, *nouns])):
            return f"… {_several(nouns)}"
        case ast.Name() if sentence.id in names:
            return _template(names[sentence.id], {})
    return "…"


def _several(nouns: list[ast.expr]) -> str:
    """What `number_of` says of several things, of its nouns for one and, where that is not one letter more, several."""
    return _template(nouns[-1], {}) + "s" * (len(nouns) == 1)


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """The texts that a file names."""
    return {
        line.targets[0].id: line.value
        for line in tree.body
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)
    }


def _code(name: str, room: Room) -> str:
    figures = "; ".join(
        f"`{key.name}` ({_told(key.type, room)}): {key.meaning.rstrip('.')}" for key in room.keys(name)
    )
    said = _plain(ast.get_docstring(room.classes[name]) or "")
    return f"| `{code_of(name)}` | {said} | {figures} |"


def _goes_last(struct: ast.ClassDef) -> bool:
    """Whether its keys are given by name, and so come after all others."""
    return any(word.arg == "kw_only" for word in struct.keywords)


def _is_key(line: ast.AnnAssign) -> bool:
    return not ast.unparse(line.annotation).startswith("ClassVar")


def _names(block: re.Match[str]) -> list[str]:
    return re.split(r",\s*", block[1].strip())


def _places(name: str, among: list[str], room: Room) -> Iterator[str]:
    """Where a struct stands: the keys that hold it."""
    for other in among:
        keys = [f"`{key.name}`" for key in room.keys(other) if name in room.inside(key.type)]
        if keys:
            yield f"{' and '.join(keys)} of {_link(other)}"


def _section(name: str, places: list[str], room: Room) -> str:
    rows = [
        f"| `{key.name}` | {_told(key.type, room)} | {key.meaning.replace('|', chr(92) + '|')} |"
        for key in room.keys(name)
    ]
    where = f" In {', '.join(places)}." if places else ""
    said = _plain(ast.get_docstring(room.classes[name]) or "")
    return "\n".join(
        [f"### {name}", "", f"{said}{where}", "", "| key | type | meaning |", "|---|---|---|", *rows, ""]
    )


def _told(kind: ast.expr, room: Room, several: bool = False) -> str:
    """A type in plain words, of one value or of several."""
    match kind:
        case ast.Constant(value=value):
            return "`null`" if value is None else f"`{value!s}`"
        case ast.Name(id="UnsetType"):
            return "absent"
        case ast.Name(id=name) if name in KINDS:
            return f"[{'codes' if several else 'code'}](codes.md#{KINDS[name].lower()})"
        case ast.Name(id=name) if name in room.classes:
            return _link(name)
        case ast.Name(id=name):
            return PLAIN[name][several] if name in PLAIN else _told(room.aliases[name], room, several)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return f"{_told(left, room, several)} or {_told(right, room, several)}"
        case ast.Subscript(value=ast.Name(id="Literal"), slice=ast.Tuple(elts=values)):
            return " or ".join(_told(value, room) for value in values)
        case ast.Subscript(value=ast.Name(id="dict" | "Mapping"), slice=ast.Tuple(elts=[_, value])):
            return f"by name, {_told(value, room, several)}"
        case ast.Subscript(value=ast.Name(id="tuple"), slice=ast.Tuple(elts=[value, _])):
            return _list(value, room, several)
        case ast.Subscript(value=ast.Name(id="list" | "Sequence"), slice=value):
            return _list(value, room, several)
    raise ValueError(f"there are no words for the type {ast.unparse(kind)}")


def _list(value: ast.expr, room: Room, several: bool) -> str:
    return f"{'lists' if several else 'list'} of {_told(value, room, several=True)}"


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"


def _docstring(line: ast.stmt | None, of: str) -> str:
    match line:
        case ast.Expr(value=ast.Constant(value=str(said))):
            return _plain(said)
    raise ValueError(f"a field of {of} has no docstring")


def _plain(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    everything = read_room()
    for page, root in PAGES.items():
        page.write_text(print_page(page.read_text(), root, everything))
    CODES.write_text(print_codes(CODES.read_text(), everything))
