"""The three things an index is asked about the texts of the items: longest spans, recall, passages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

from farfield.records import Unit
from farfield.scan.infinigram.index import SpanIndex
from farfield.scan.infinigram.passages import find_passages
from farfield.scan.infinigram.recall import Recalled, recall_target
from farfield.scan.infinigram.server import Refused
from farfield.scan.infinigram.spans import Longest, Text, measure_text, split_text
from farfield.scan.tables import FoundPassage

Pair = tuple[str, str]
Progress = Callable[[int, int], None]
Task = TypeVar("Task")
Result = TypeVar("Result")


class Survey:
    """Asks an index about texts, several at once where it allows that; every answer is found under its text."""

    def __init__(self, index: SpanIndex, texts: Sequence[str], unit: Unit) -> None:
        self._index, self._unit = index, unit
        self.texts = {text: split_text(text, unit) for text in texts}
        self.longest: dict[str, Longest] = {}

    def measure(self, progress: Progress) -> None:
        """Fill `longest`. Told how many texts are measured, and how many there are."""
        found = self._all(list(self.texts.values()), lambda text: measure_text(text, self._index), progress)
        self.longest = dict(zip(self.texts, found, strict=True))

    def recall(self, pairs: Sequence[Pair], most: int) -> dict[Pair, Recalled]:
        """For the pairs of question and target that could be looked for."""
        whole = {question: self._occurrences(self.texts[question]) for question in {q for q, _ in pairs}}
        sought = [(q, t) for q, t in pairs if whole[q] is not None and self.texts[t].words]

        def look(pair: Pair) -> Recalled:
            question, target = pair
            times = whole[question] or 0
            asked = (self._index, self._unit, most)
            return recall_target(self.texts[question], times, target, *asked) if times else Recalled(0, False)

        return dict(zip(sought, self._all(sought, look), strict=True))

    def passages(
        self, most: Mapping[str, int], source: str
    ) -> tuple[dict[str, list[FoundPassage]], str | None]:
        """At most so many for each text; none where the index counts but opens no document, and then its reason."""

        def look(text: str) -> list[FoundPassage]:
            asked = (self._index, source, self._unit)
            return find_passages(self.texts[text], self.longest[text], most[text], *asked)

        try:
            return dict(zip(most, self._all(list(most), look), strict=True)), None
        except Refused as refusal:
            return {text: [] for text in most}, refusal.headline

    def _occurrences(self, text: Text) -> int | None:
        """How often a text stands whole in the index; None where it has no words or could not be asked for."""
        found = self.longest[text.text]
        if not text.words:
            return None
        if found.lengths[0] == len(text.words):
            return found.counts[0]
        return 0 if found.absent else None

    def _all(
        self, tasks: Sequence[Task], act: Callable[[Task], Result], progress: Progress = lambda *_: None
    ) -> list[Result]:
        """What `act` makes of every task, in order; the first error ends them all."""
        with ThreadPoolExecutor(self._index.concurrency) as pool:
            futures = [pool.submit(act, task) for task in tasks]
            try:
                for done, future in enumerate(as_completed(futures), start=1):
                    future.result()
                    progress(done, len(futures))
            except BaseException:
                self._index.stop()  # or a thread that a server asked to wait would hold up the end
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return [future.result() for future in futures]
