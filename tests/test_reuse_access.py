"""Accesses of an agent's run: the strongest grade counts, of a run as of a result."""

from __future__ import annotations

from farfield.reuse import Access, Accesses, strongest


def an_access(event: int, grade, result: int | None = None) -> Access:
    return Access(
        event=event,
        result=result,
        time=None,
        way="history",
        grade=grade,
        command="git show 9e41c0b",
        why="it is younger than the base",
        bytes_back=10,
    )


def test_a_run_has_the_strongest_grade_of_its_accesses() -> None:
    assert Accesses().grade == "none"
    found = Accesses([an_access(1, "looked"), an_access(3, "later", 4), an_access(5, "answer", 6)])
    assert found.grade == "answer"
    assert found.accessed
    assert found.first is not None
    assert found.first.event == 3
    assert not Accesses([an_access(1, "looked"), an_access(2, "context")]).accessed


def test_a_result_of_several_accesses_has_the_strongest_grade() -> None:
    found = Accesses([an_access(1, "looked", 2), an_access(1, "later", 2), an_access(3, "looked")])
    assert found.graded_results() == {2: "later"}


def test_grades_in_order() -> None:
    assert strongest(["context", "looked"]) == "looked"
    assert strongest(["undecided", "later"]) == "later"
    assert strongest([]) == "none"
