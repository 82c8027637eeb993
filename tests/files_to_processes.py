"""How tests are shared out: all of a file to one process, and on when a process crashes."""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController


class FilesToProcesses(LoadFileScheduling):
    """xdist's own hands out once more all that a crashed process had: the test that it crashed at, so that one that
    never ends is waited for again and again, and files that it was done with. And it gives a process the next file when
    a test is done: one that got a file with no test left, or with one, which is run when the next is known, waits for
    ever."""

    def remove_node(self, node: WorkerController) -> str | None:
        """Take back what is left of a process that ended; gives the test that it crashed at."""
        left = self.assigned_work.pop(node)
        crashed = next((test for tests in left.values() for test, done in tests.items() if not done), None)
        if crashed is None:
            return None
        left[self._split_scope(crashed)][crashed] = True
        self.workqueue.update({scope: tests for scope, tests in left.items() if not all(tests.values())})
        for other in self.nodes:
            self._reschedule(other)
        return crashed

    def _reschedule(self, node: WorkerController) -> None:
        """Give a process files until it has more than two tests to run, or tell it that there are no more."""
        while self.workqueue and not node.shutting_down and self._pending_of(self.assigned_work[node]) <= 2:
            self._assign_work_unit(node)
        super()._reschedule(node)
