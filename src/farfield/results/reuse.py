"""reuse.json: what agents had on their screens before they handed in, and what they handed in in the same words."""

from __future__ import annotations

from farfield.results.structs import Estimate, Result

SCHEMA_REUSE = "farfield.reuse/1"


class Share(Result):
    """A count, and the share that it is."""

    count: int
    """So many."""
    of: int
    """Of so many."""
    share: float | None
    """The share, 0 to 1; null of none."""
    low: float | None
    """Lower end of its interval; null where it has none."""
    high: float | None
    """Upper end of its interval."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.share, self.low, self.high)


class ReadRuns(Result):
    """What was read."""

    files: int
    """Files."""
    runs: int
    """Runs with something to audit, those that `--sealed` names among them."""
    formats: dict[str, int]
    """How many of them, by format."""
    nothing: int
    """Runs without an event to audit; they leave the denominator."""
    rejected: int
    """Files or records that could not be read; they stand in rejected.jsonl."""
    repeated: int
    """Runs left out because another export of the same run was read."""


class ListedRuns(Result):
    """What lists beside the transcripts tell, of runs with a transcript and of those without."""

    runs: int
    """Runs listed."""
    transcripts: int
    """Of these, runs whose transcript was read."""
    claimed: int
    """Claimed to be solved."""
    without_patch: int
    """Of the claimed, those for which nothing was handed in."""
    flagged: int
    """Flagged by their authors' own judge."""
    flagged_read: int
    """Of the flagged, those whose transcript was read."""
    flagged_displayed: int
    """Of these, those that displayed what may hold an answer."""


class Split(Result):
    """What stands behind each run of a group: their sum is the group."""

    no_patch: int
    """Nothing was handed in."""
    copied: int
    """Product code in the same words as what was displayed first, long enough to tell."""
    reproduced: int
    """Too short to tell copying from agreement, but most of its telling lines were displayed first."""
    displayed: int
    """What holds an answer, or is younger than the base, was displayed, and something else handed in."""
    undecided: int
    """What was displayed cannot be dated, and something else was handed in."""
    nothing_found: int
    """Nothing of the kind was displayed."""

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.plain().values())


class GradeShare(Result):
    """Runs by the strongest that they displayed."""

    grade: str
    """`answer`, `later`, `undecided`, `looked`, `context` or `none`."""
    runs: int
    """Runs."""
    solved: Share
    """Of those whose outcome the logs tell, how many are claimed to be solved."""


class WayShare(Result):
    """A way in: how many runs took it, and what came of it."""

    way: str
    """`history`, `remote`, `pull request`, `web`, `search`, `install`, `package` or `download`."""
    runs: int
    """Runs that took it."""
    displayed: int
    """Of these, runs in which it displayed what may hold an answer."""
    same_words: int
    """Of these, runs called copied or reproduced."""
    solved: Share
    """Of the runs in which it displayed such, and whose outcome the logs tell, those claimed to be solved."""


class Audit(Result):
    """What was found of a subject's runs, or of all."""

    subject: str | None
    """Agent or model; null of all together."""
    runs: int
    """Runs audited."""
    outcomes: int
    """Of these, runs whose outcome the logs tell."""
    basis: str
    """Which runs the shares below are of: `claimed` to be solved, or `audited` where no log tells outcomes."""
    clustered_by: str | None
    """What runs of the basis share that the intervals allow for: `repository`, `task`, or null. A share of runs from
    fewer than five repositories allows for tasks, one of fewer than five tasks for nothing."""
    claimed: Share
    """Of the runs whose outcome the logs tell, those claimed to be solved."""
    split: Split
    """What stands behind each run of the basis."""
    without_patch: Share
    """Of the basis, runs for which nothing was handed in."""
    displayed: Share
    """Of the basis, runs that displayed, before they handed in, what may hold an answer: graded `answer`, `later` or
    `undecided`."""
    copied: Share
    """Of the basis, runs called copied."""
    reproduced: Share
    """Of the basis, runs called reproduced: a weaker grade, never added to copied."""
    remaining: Share
    """Of the basis, runs with a patch in which nothing of the kind was displayed."""
    by_grade: list[GradeShare]
    """All audited runs by the strongest that they displayed."""
    by_way: list[WayShare]
    """The ways in."""


class Arm(Result):
    """Runs with their history open, or sealed."""

    runs: int
    """Runs, listed ones without a transcript among them."""
    solved: Share
    """Of those whose outcome is told, how many are claimed to be solved."""
    displayed: int
    """Of those audited, runs that displayed what may hold an answer."""


class Necessary(Result):
    """Of the tasks solved with open history, how many needed what was displayed: bounds, as chance also decides."""

    low: int
    """At least: tasks solved after a display and not once sealed, less those that went the other way."""
    high: int
    """At most: all tasks solved after a display and not once sealed."""
    of: int
    """Of so many tasks solved with open history."""


class SealedGap(Result):
    """Tasks that were run both with open and with sealed history."""

    pairs: int
    """Tasks, each once with open and once with sealed history."""
    both: int
    """Solved both times."""
    open_only: int
    """Solved with open history alone."""
    sealed_only: int
    """Solved with sealed history alone."""
    neither: int
    """Solved neither time."""
    gap: float
    """Share solved open less share solved sealed."""
    low: float
    """Lower end of its interval (Newcombe 1998, paired)."""
    high: float
    """Upper end of its interval."""
    p: float
    """Two-sided p-value of "no gap": McNemar's exact test of `open_only` and `sealed_only`."""
    detectable: float | None
    """The smallest gap that would have shown with 80 % power; null where none would."""
    necessary: Necessary
    """What of the solved needed what was displayed."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.gap, self.low, self.high)


class Sealing(Result):
    """Open and sealed history beside each other."""

    open: Arm
    """Runs with open history."""
    sealed: Arm
    """Runs whose history was taken away first."""
    unsealed: int
    """Runs named by `--sealed` in whose transcript nothing seals the history; they count as sealed all the same."""
    left_out: int
    """Tasks that were run both ways and are no pair, as an outcome is unknown or runs of one task and arm disagree in
    number."""
    gap: SealedGap | None
    """The difference, paired task by task; null without pairs."""
    note: str | None
    """Why there is no difference; else null."""


class ReuseSettings(Result):
    """What the audit was given."""

    tasks: str | None
    """`--tasks`."""
    sealed: list[str]
    """`--sealed`."""
    repo: list[str]
    """`--repo`."""
    background: list[str]
    """`--background`."""
    confidence: float
    """Level of the intervals."""


class Reuse(Result, kw_only=True):
    """What agents solved, and what they looked up."""

    schema: str = SCHEMA_REUSE
    """`farfield.reuse/1`."""
    read: ReadRuns
    """What was read."""
    listed: ListedRuns | None
    """What lists beside the transcripts tell; null where there is none."""
    whole: Audit
    """All runs together, but those that `--sealed` names."""
    subjects: list[Audit]
    """Each subject's runs, where there are several; none of those that `--sealed` names."""
    sealing: Sealing | None
    """Open and sealed history; null where no run is sealed."""
    options: ReuseSettings
    """What the audit was given."""
    warnings: list[str]
    """What a reader should know, in words."""
