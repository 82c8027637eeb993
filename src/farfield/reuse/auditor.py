"""One transcript → all that is said of it, with what is known of its task: the fix, checkouts, what all share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from farfield.records import AgentRun, FarfieldError, Rejected
from farfield.reuse.access import Accesses
from farfield.reuse.audit import AuditedRun, audit_run
from farfield.reuse.checkouts import Checkouts
from farfield.reuse.find import find_accesses
from farfield.reuse.tasks import Task


@dataclass(frozen=True)
class Auditor:
    """Audits a run; it travels to other processes by pickle, which load this module and what it needs alone."""

    tasks: Mapping[str, Task] = field(default_factory=dict)
    checkouts: Checkouts = field(default_factory=Checkouts)
    background: Sequence[Path] = ()

    def __call__(self, run: AgentRun) -> AuditedRun | Rejected:
        """The run's accesses, spans and verdict; `Rejected` where it cannot be audited, so that the others are."""
        try:
            return self.audited(run)
        except FarfieldError:
            raise
        except Exception as error:  # whatever a stranger's transcript holds, it is named and in no share
            reason = f"could not be audited: {type(error).__name__}: {str(error)[:200]}"
            return Rejected(run.file, None, reason, run.run_id)

    def audited(self, run: AgentRun) -> AuditedRun:
        """The run's accesses, spans and verdict."""
        task = self.tasks.get(run.task)
        base = run.base or (task.base if task else None)
        given = self.checkouts.given(run, self.background, base)
        return audit_run(run, self.accesses(run), given, task.patch if task else None)

    def accesses(self, run: AgentRun) -> Accesses:
        """What the run opened that may hold an answer."""
        return find_accesses(run, self.tasks, self.checkouts.of(run.task))
