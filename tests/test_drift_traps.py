"""What real sets hold that would make a figure of drift wrong: each is told, or taken as it is meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from farfield.families.facts import DatedAnswer, DatedFact
from farfield.jobs.drift import drift
from farfield.measure.drift.arm_names import is_bare
from farfield.measure.drift.dates import read_when
from farfield.measure.drift.day_order import order_of
from farfield.measure.drift.known_facts import know
from farfield.measure.drift.outcomes import unnamed
from farfield.options.dating import DriftOptions
from farfield.records import FarfieldError
from farfield.results import Drift
from farfield.text.name_forms import form_of
from farfield.text.names import folded, named_in, spellings
from farfield.words.drift import NOTICES, screen_lines, subject_sentences
from farfield.words.drift_left_out import left_out_sentences
from test_documented_drift import fact, rows

FACTS = [fact(at) for at in range(72)]


def measured(
    tmp_path: Path, answers: list[dict[str, Any]], facts: list[dict[str, Any]] | None = FACTS, **options: Any
) -> Drift:
    (tmp_path / "answers.jsonl").write_text("\n".join(map(json.dumps, answers)))
    if facts is not None:
        (tmp_path / "facts.jsonl").write_text("\n".join(map(json.dumps, facts)))
        options["facts"] = str(tmp_path / "facts.jsonl")
    options.setdefault("map", {"arm": "condition", "subject": "who"})
    return drift(str(tmp_path / "answers.jsonl"), tmp_path / "out", DriftOptions(**options)).result


def codes(result: Drift) -> list[str]:
    return [one.code for one in result.notices]


def test_a_key_shifted_by_one_is_told(tmp_path: Path) -> None:
    answers = rows("m", 72, "none", FACTS)
    for at, one in enumerate(answers):
        one["output"] = FACTS[(at + 1) % 72]["answers"][2]["answer"]
    result = measured(tmp_path, answers)
    assert "shifted_key" in codes(result)
    (subject,) = result.subjects
    assert subject.inner_date.centre is None


def test_years_only_are_stretches_and_not_first_of_january(tmp_path: Path) -> None:
    years = json.loads(json.dumps(FACTS))
    for one in years:
        for answer in one["answers"]:
            answer["start"] = answer["start"][:4]
            answer["end"] = answer["end"] and answer["end"][:4]
    result = measured(tmp_path, rows("m", 42, "none", FACTS), years)
    (subject,) = result.subjects
    assert result.left_out.years_only == 72
    assert subject.inner_date.low is not None
    assert subject.inner_date.low < 2021.5 < (subject.inner_date.high or 9999)


def test_answers_that_are_not_there_are_not_empty_ones(tmp_path: Path) -> None:
    """A column of another name, in all files or in one, is no subject that says nothing and is stale on 0 %."""
    asked = rows("m", 42, "none", FACTS)
    renamed = [
        {("said" if name == "output" else name): value for name, value in one.items()} for one in asked
    ]
    with pytest.raises(FarfieldError, match="no row tells an outcome"):
        measured(tmp_path, renamed)
    result = measured(tmp_path, asked + [{**one, "who": "other"} for one in renamed])
    assert [one.subject for one in result.subjects] == ["m"]
    assert result.left_out.unscored == len(renamed)
    silent = [{**one, "output": "" if at else one["output"]} for at, one in enumerate(asked)]
    (subject,) = measured(tmp_path, silent).subjects
    assert subject.arms[0].counts["empty"] == len(asked) - 1


def test_answers_without_ends_are_doubted(tmp_path: Path) -> None:
    """Where only starts are told, whoever names an old answer would seem to know what is current."""
    open_ended = json.loads(json.dumps(FACTS))
    for one in open_ended:
        for answer in one["answers"]:
            answer["end"] = None
    told = list(left_out_sentences(measured(tmp_path, rows("m", 42, "none", FACTS), open_ended)))
    assert any(one.startswith("72 facts with two answers") and "lack their ends?" in one for one in told)
    open_ended[1:] = FACTS[1:]
    told = list(left_out_sentences(measured(tmp_path, rows("m", 42, "none", FACTS), open_ended)))
    assert "1 fact with two answers that held at the same time: each counts." in told


def test_arms_are_no_repeats_and_other_columns_still_are(tmp_path: Path) -> None:
    """Reminders are told apart: that their mean counts would be false, and `--by` is no option here."""
    asked = rows("m", 42, "none", FACTS)
    both = asked + [{**one, "condition": "date"} for one in asked]
    assert not measured(tmp_path, both).warnings
    again = [{**one, "cond": word} for one in both for word in ("a", "b")]
    (told,) = measured(tmp_path, again).warnings
    assert "at the same values of cond (a, b)" in told


def test_a_reminder_that_is_the_baseline_is_not_set_beside_itself(tmp_path: Path) -> None:
    asked = rows("m", 42, "none", FACTS)
    told = asked + [{**one, "condition": arm} for one in asked for arm in ("date", "facts")]
    (subject,) = measured(tmp_path, told, baseline="date").subjects
    assert {one.arm for one in subject.effects} == {"facts"}


def test_first_of_january_everywhere_is_told(tmp_path: Path) -> None:
    january = json.loads(json.dumps(FACTS))
    for one in january:
        for answer in one["answers"]:
            answer["start"] = answer["start"][:4] + "-01-01"
            answer["end"] = answer["end"] and answer["end"][:4] + "-01-01"
    assert "first_of_january" in codes(measured(tmp_path, rows("m", 42, "none", FACTS), january))


def test_dates_that_two_readers_would_read_apart_are_counted(tmp_path: Path) -> None:
    answers = [
        {**one, "date": "03/04/2021" if at % 2 else "3 April 2021"}
        for at, one in enumerate(rows("m", 42, "none", FACTS))
    ]
    result = measured(tmp_path, answers)
    assert (result.left_out.undated, result.left_out.unread_dates) == (36, {"03/04/2021": 36})
    assert any("write 2021-04-03" in one for one in left_out_sentences(result))


def test_a_whole_column_tells_whether_days_or_months_come_first(tmp_path: Path) -> None:
    turned = json.loads(json.dumps(FACTS))
    for one in turned:
        for answer in one["answers"]:
            for side in ("start", "end"):
                year, month, day = (answer[side] or "--").split("-")
                answer[side] = answer[side] and f"{day}/{month}/{year}"
    result = measured(tmp_path, rows("m", 42, "none", FACTS), turned)
    (subject,) = result.subjects
    assert subject.inner_date.centre == pytest.approx(2021.5, abs=0.15)
    (told,) = [one for one in result.notices if one.code == "day_order"]
    assert (told.text, told.arm, told.count, told.of) == ("the facts", "day", 288, 360)
    assert order_of("x", ["03/04/2021", "13/04/2021", "04/13/2021"]) is None
    assert order_of("x", ["03/04/2021"] * 9) is None


def test_questions_that_show_the_answer_are_left_out(tmp_path: Path) -> None:
    answers = rows("m", 72, "none", FACTS)
    for at, one in enumerate(answers[:40]):
        one["question"] = f"Is {FACTS[at]['answers'][2]['answer']} still in office {at}? Who is?"
    told = [{**one, "fact": FACTS[at]["fact"]} for at, one in enumerate(answers)]
    result = measured(tmp_path, told)
    assert result.left_out.in_question == 40
    assert "leaks" in codes(result)


def test_all_changes_after_the_cutoff(tmp_path: Path) -> None:
    (subject,) = measured(tmp_path, rows("m", 0, "none", FACTS)).subjects
    assert (subject.cutoff.date, subject.cutoff.censored) == (None, "before")


def test_whoever_names_the_newest_always_lives_after_the_last_change(tmp_path: Path) -> None:
    (subject,) = measured(tmp_path, rows("m", 72, "none", FACTS)).subjects
    assert (subject.inner_date.centre, subject.inner_date.censored) == (None, "after")
    assert (subject.cutoff.date, subject.cutoff.censored) == (None, "after")


def test_an_office_held_twice(tmp_path: Path) -> None:
    """A name that holds now and held before is current, and tells both times."""
    twice = json.loads(json.dumps(FACTS))
    for one in twice:
        one["answers"][0]["answer"] = one["answers"][2]["answer"]
    answers = rows("m", 42, "none", twice)
    (subject,) = measured(tmp_path, answers, twice).subjects
    assert subject.arms[0].counts == {"current": 42, "stale": 30}
    assert subject.inner_date.low is not None
    assert subject.inner_date.low < 2021.5 < (subject.inner_date.high or 9999)


def test_answers_that_are_dates(tmp_path: Path) -> None:
    """The answer is itself a date: which one is named is told by whole words."""
    dated = json.loads(json.dumps(FACTS))
    for at, one in enumerate(dated):
        for k, answer in enumerate(one["answers"]):
            answer["answer"] = f"{k + 1} May {1900 + at}"
    (subject,) = measured(tmp_path, rows("m", 42, "none", dated), dated).subjects
    assert subject.arms[0].counts == {"current": 42, "stale": 30}


def test_backwards_overlapping_and_undated_answers(tmp_path: Path) -> None:
    odd = json.loads(json.dumps(FACTS))
    odd[0]["answers"][0] = {"answer": "Zed", "start": "2015-01-02", "end": "2010-01-01"}
    odd[1]["answers"][1]["end"] = None
    odd[2]["answers"] = [{"answer": "Ann Undated"}, {"answer": "Cy Cedar2"}]
    result = measured(tmp_path, rows("m", 42, "none", FACTS), odd)
    assert (result.left_out.backwards, result.left_out.overlapping) == (1, 1)
    assert result.left_out.unscored == 1  # nobody knows what of it holds now


def test_outcomes_that_nobody_knows_are_refused_whole(tmp_path: Path) -> None:
    answers = [
        {**one, "outcome": "meh" if at == 5 else "current"}
        for at, one in enumerate(rows("m", 42, "none", FACTS))
    ]
    with pytest.raises(FarfieldError, match=r"'meh' \(1\)"):
        measured(tmp_path, answers)


def test_a_cutoff_that_is_no_date_and_arms_that_are_not_there(tmp_path: Path) -> None:
    answers = rows("m", 42, "none", FACTS)
    for options, said in (
        ({"cutoff": "soon"}, "is no date, and no column"),
        ({"baseline": "bare"}, "no row has the arm 'bare'"),
        ({"control": ("kind=never",)}, "no column 'kind'"),
        ({"map": {"arm": "nope", "subject": "who"}}, "no column 'nope'"),
    ):
        with pytest.raises(FarfieldError, match=said):
            measured(tmp_path, answers, **options)
    with pytest.raises(FarfieldError, match="there is no field 'years'"):
        DriftOptions(map={"years": "x"})


def test_several_dates_of_one_cutoff(tmp_path: Path) -> None:
    answers = [
        {**one, "cutoff_stated": f"202{at % 2}-01"} for at, one in enumerate(rows("m", 42, "none", FACTS))
    ]
    with pytest.raises(FarfieldError, match="several dates"):
        measured(tmp_path, answers)


def test_shifting_all_dates_by_a_year_moves_both_dates_and_nothing_else(tmp_path: Path) -> None:
    later = json.loads(json.dumps(FACTS).replace('"20', '"#20'))
    for one in later:
        for answer in one["answers"]:
            for side in ("start", "end"):
                text = answer[side]
                answer[side] = text and f"{int(text[1:5]) + 1}{text[5:]}"
    later = json.loads(json.dumps(later).replace("#", ""))
    (now,), (then,) = (
        measured(tmp_path, rows("m", 42, "none", FACTS), facts).subjects for facts in (FACTS, later)
    )
    assert then.inner_date.centre == pytest.approx((now.inner_date.centre or 0) + 1, abs=0.02)
    assert then.cutoff.date == pytest.approx((now.cutoff.date or 0) + 1, abs=0.02)
    assert then.arms[0].counts == now.arms[0].counts


def test_scores_alone_tell_a_cutoff_and_that_stale_is_not_known(tmp_path: Path) -> None:
    answers = [
        {"id": str(at), "subject": "m", "question": "?", "output": "", "score": int(at < 100),
         "date": f"{2015 + at // 24}-{at // 2 % 12 + 1:02}-01T23:30:00-05:00"}
        for at in range(190)
    ]  # fmt: skip
    result = measured(tmp_path, answers, None, map={})
    (subject,) = result.subjects
    assert subject.cutoff.date == pytest.approx(2015 + 100 / 24, abs=0.1)
    assert "stale_unknown" in codes(result)
    (arm,) = subject.arms
    assert (arm.stale.mean, arm.defers.mean, arm.known_defers.items) == (
        None,
        None,
        0,
    )  # no 0 %: nobody knows
    assert arm.current.mean == pytest.approx(100 / 190)
    first = next(screen_lines(subject))
    assert "when it lives is unknown (no answer of its has dates)" in first
    assert "stale" not in first


def test_a_former_holder_that_is_spoken_of_is_not_the_answer(tmp_path: Path) -> None:
    answers = rows("m", 72, "none", FACTS)
    for at, one in enumerate(answers):
        old, new = (FACTS[at]["answers"][k]["answer"] for k in (1, 2))
        one["output"] = [
            f"{new}, who succeeded {old}.",
            f"Not {old}: it is {new}.",
            f"After {old} came {new}.",
        ][at % 3]
    (subject,) = measured(tmp_path, answers).subjects
    assert subject.arms[0].counts == {"current": 72}


def test_an_end_in_words_is_still(tmp_path: Path) -> None:
    spoken = json.loads(json.dumps(FACTS))
    for one in spoken:
        one["answers"][2]["end"] = "present"
    (subject,) = measured(tmp_path, rows("m", 42, "none", FACTS), spoken).subjects
    assert subject.arms[0].counts == {"current": 42, "stale": 30}


def test_answers_of_facts_without_a_date_that_can_be_read_are_told(tmp_path: Path) -> None:
    odd = json.loads(json.dumps(FACTS))
    for one in odd[:9]:
        one["answers"][2]["start"] = "03/04/2021"
    odd[9]["answers"][0] = {"answer": "Ann Undated"}
    left = measured(tmp_path, rows("m", 42, "none", FACTS), odd).left_out
    assert (left.unread_answers, left.unread_answer_dates) == (10, {"03/04/2021": 9, "": 1})


def test_what_shows_the_answer_is_in_no_share(tmp_path: Path) -> None:
    answers = rows("m", 42, "none", FACTS)
    for one in answers[:20]:
        one["answer_in_prompt"] = True
    result = measured(tmp_path, answers)
    (subject,) = result.subjects
    assert subject.arms[0].counts == {"current": 22, "stale": 30}
    assert (result.rows, result.left_out.in_question) == (72, 20)


def test_whether_a_change_happened_is_not_wrong_where_nobody_scored_it(tmp_path: Path) -> None:
    """Asked by name it knows 42 of 72; the questions of events have outputs and no score."""
    events = [
        {**one, "item_id": f"e{at}", "form": "event", "output": "yes"}
        for at, one in enumerate(rows("m", 42, "none", FACTS))
    ]
    result = measured(tmp_path, [*rows("m", 42, "none", FACTS), *events])
    (subject,) = result.subjects
    assert result.left_out.unscored == 72
    assert subject.cutoff.date == pytest.approx(2021.5, abs=0.1)


def test_controls_have_no_dates_to_lack(tmp_path: Path) -> None:
    never = [
        {"item_id": f"c{at}", "who": "m", "condition": "none", "output": "no", "score": 1, "never": True}
        for at in range(30)
    ]
    told = [{**one, "never": False} for one in rows("m", 42, "none", FACTS)]
    result = measured(tmp_path, [*told, *never], control=("never=true",))
    (subject,) = result.subjects
    assert (subject.cutoff.controls, subject.cutoff.floor_measured) == (30, True)
    assert (result.left_out.undated, result.rows) == (0, 102)


def test_what_is_no_probability_is_not_taken_for_one(tmp_path: Path) -> None:
    answers = [
        {**one, "probability": 0.25 if at < 60 else -1.5}
        for at, one in enumerate(rows("m", 42, "none", FACTS))
    ]
    result = measured(tmp_path, answers)
    (arm,) = result.subjects[0].arms
    assert arm.probability is not None
    assert (arm.probability.mean, result.left_out.no_probability) == (0.25, 12)


def test_years_are_not_told_from_a_cutoff_that_nobody_knows(tmp_path: Path) -> None:
    """The cutoff lies somewhere before 2018: the first year after 2018 is not the first year after the cutoff."""
    (subject,) = measured(tmp_path, rows("m", 0, "none", FACTS)).subjects
    told = " ".join(subject_sentences(subject))
    assert "fall before 2018.0" in told
    assert "in the first year after 2018.0 (before which lies the effective cutoff" in told
    first = next(screen_lines(subject))
    assert "its knowledge ends before 2018.0" in first
    assert "in the year after 2018.0 it is stale on 100" in first


def test_log_probs_tell_what_a_reminder_does_and_how_long(tmp_path: Path) -> None:
    """A subject that never says the name, but holds it for likely right after the reminder, and half as much four
    exchanges later."""
    rows = []
    for at in range(12):
        for place in (0, 4, 8):
            chance = 0.9 * 2 ** (-place / 4) + 0.002 * (at % 3)
            rows.append(_weighed(at, "facts", place, chance))
            rows.append(_weighed(at, "none", place, 0.0))
    (one,) = _found(rows, tmp_path)
    effect = next(effect for effect in one["effects"] if effect["of"] == "all")
    assert effect["gap"]["value"] == 0.0
    assert effect["probability"]["value"] == pytest.approx(0.902)
    by = {life["by"]: life for life in one["half_lives"]}
    assert by["outcomes"]["reason"] == "nothing_kept"
    assert by["probabilities"]["exchanges"] == pytest.approx(4.0, abs=0.3)
    assert by["probabilities"]["points"][1]["current"]["mean"] == pytest.approx(0.452)


def _weighed(at: int, arm: str, place: int, chance: float) -> dict[str, Any]:
    return {
        "id": f"{at}-{place}", "subject": "m", "fact": f"f{at}", "arm": arm, "turns": place, "total_turns": 8,
        "pair": f"{at}-{place}", "outcome": "other", "probability": chance, "date": "2023-05-05",
    }  # fmt: skip


def _found(rows: list[dict[str, Any]], folder: Path) -> list[dict[str, Any]]:
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    done = drift(str(folder / "rows.jsonl"), folder / "out")
    found: list[dict[str, Any]] = json.loads((folder / "out" / "drift.json").read_text())["subjects"]
    assert "by log-probs" in (done.folder / "drift.html").read_text()
    return found


NAMES = spellings({
    "李克强": (), "李强": (), "Angela Merkel": (), "Olaf Scholz": (), "윤석열": (), "文在寅": ("문재인",),
    "George H. W. Bush": ("George Bush",), "George W. Bush": ("George Bush", "Bush junior"), "Lee Kuan Yew": ("Lee",),
    "Lee Hsien Loong": (), "Joseph R. Biden Jr.": (),
})  # fmt: skip


@pytest.mark.parametrize(
    ("output", "named"),
    [
        ("现任总理是李强。", "李强"), ("总理是李克强", "李克强"), ("윤석열입니다", "윤석열"),
        ("현재 대통령은 문재인입니다", "文在寅"),
        ("Angela Merkel served until 2021; now it is Olaf Scholz.", "Olaf Scholz"),
        ("Angela Merkel was chancellor until December 2021, when Olaf Scholz took over.", "Olaf Scholz"),
        ("It is Olaf Scholz, who will serve until 2025.", "Olaf Scholz"), ("ÁNGELA MERKEL", "Angela Merkel"),
        ("Lee Hsien Loong", "Lee Hsien Loong"), ("Mr Lee", "Lee Kuan Yew"), ("George W. Bush", "George W. Bush"),
        ("George Bush", None), ("Bush junior, of course", "George W. Bush"), ("President Biden", "Joseph R. Biden Jr."),
        ("Angela Merkel (2005–2021), Olaf Scholz (2021–present)", "Olaf Scholz"),
        ("It was Angela Merkel, and then Olaf Scholz took over.", "Olaf Scholz"),
        ("Merkel led for long. Scholz was elected in 2021. So the chancellor today is Olaf Scholz.", "Olaf Scholz"),
        ("Früher Angela Merkel, heute Olaf Scholz.", "Olaf Scholz"), ("Merkel bis 2021, dann Scholz", "Olaf Scholz"),
        ("Ce n'est plus Angela Merkel mais Olaf Scholz.", "Olaf Scholz"),
        ("La ex presidenta Angela Merkel fue sustituida por Olaf Scholz", "Olaf Scholz"),
        ("Angela Merkel is chancellor; she was elected before Olaf Scholz.", "Angela Merkel"),
    ],
)  # fmt: skip
def test_names_of_other_scripts_and_names_within_names(output: str, named: str | None) -> None:
    assert named_in(output, NAMES) == named


@pytest.mark.parametrize(
    ("written", "first", "after"),
    [
        ("12.03.2023", "2023-03-12", "2023-03-13"), ("2023/3/12", "2023-03-12", "2023-03-13"),
        ("2023年3月12日", "2023-03-12", "2023-03-13"), ("2023年3月", "2023-03-01", "2023-04-01"),
        ("3/2023", "2023-03-01", "2023-04-01"), ("Sept. 2021", "2021-09-01", "2021-10-01"),
        ("2023-03-12T05:00:00Z", "2023-03-12", "2023-03-13"),
    ],
)  # fmt: skip
def test_dates_as_they_are_written_elsewhere(written: str, first: str, after: str) -> None:
    found = read_when(written)
    assert found
    assert (found.first.isoformat(), found.after.isoformat()) == (first, after)


@pytest.mark.parametrize(
    "written", ["03/04/2023", "2023.5", "44997", "31.02.2023", "2023-Q1", "c. 2019", "13/2023"]
)
def test_what_nobody_can_read_for_sure_is_no_date(written: str) -> None:
    assert read_when(written) is None


def test_a_name_that_several_answers_have_is_counted(tmp_path: Path) -> None:
    facts = json.loads(json.dumps(FACTS))
    for one in facts:
        for answer in one["answers"][:2]:
            answer["aliases"] = ["the leader"]
    answers = rows("m", 72, "none", FACTS)
    for one in answers[:5]:
        one["output"] = "the leader"
    result = measured(tmp_path, answers, facts)
    assert result.left_out.ambiguous == 5
    assert result.subjects[0].arms[0].counts == {"current": 67, "other": 5}


def test_rows_of_facts_that_the_file_does_not_have_are_counted(tmp_path: Path) -> None:
    answers = rows("m", 72, "none", FACTS)
    for one in answers[:7]:
        one["question"] = "Who leads the moon?"
        one["score"] = 1
    assert measured(tmp_path, answers).left_out.unknown_facts == 7


PRICES = spellings({"17": (), "19": (), "3.5": (), "$1,232": (), "29": (), "29.99": (), "16": ()})


@pytest.mark.parametrize(
    ("output", "named"),
    [
        ("As of 19 October 2022 it is v17.", "17"), ("October 17, 2022: version 19", "19"), ("Node3.5.1", "3.5"),
        ("13.5", None), ("USD 1232", "$1,232"), ("1,232.00 dollars", "$1,232"), ("$29.99", "29.99"), ("$29", "29"),
        ("29.00 euros", "29"), ("$29.50", None), ("Postgres 16.2", "16"), ("it costs 1,232,000", None),
    ],
)  # fmt: skip
def test_numbers_that_are_names(output: str, named: str | None) -> None:
    assert named_in(output, PRICES) == named


HEADS = spellings({
    "Владимир Путин": (), "Эммануэль Макрон": (), "Владимир Зеленский": (), "Emmanuel Macron": (), "Angela Merkel": (),
    "Olaf Scholz": (), "Sanna Marin": (), "Mateusz Morawiecki": (), "Eric Adams": (), "Donald Tusk": (),
})  # fmt: skip


@pytest.mark.parametrize(
    ("output", "named"),
    [
        ("Лидером называют Путина.", "Владимир Путин"), ("Зеленского", "Владимир Зеленский"),
        ("Prezydentem jest Macrona", "Emmanuel Macron"), ("Die Regierung Merkels", "Angela Merkel"),
        ("Presidentti on Marinin", "Sanna Marin"), ("Obecnie Morawieckiego", "Mateusz Morawiecki"),
        ("The Merkels", None), ("It is Marina.", None), ("говорят о Зеленскому и Путине", None),
    ],
)  # fmt: skip
def test_a_name_with_an_ending_counts_where_its_language_has_them(output: str, named: str | None) -> None:
    assert named_in(output, HEADS) is None
    assert form_of(folded(output), output, HEADS) == named


@pytest.mark.parametrize(
    ("output", "outcome"),
    [
        ("Das weiß ich leider nicht, mein Wissen endet 2021.", "defers"), ("Je ne sais pas.", "defers"),
        ("No lo sé", "defers"), ("Я не знаю", "defers"), ("Bilmiyorum.", "defers"), ("我不知道", "defers"),
        ("わかりません", "defers"), ("Es gibt keinen König.", "denies"), ("Il n'y a pas de roi.", "denies"),
        ("Not available.", "defers"),
        ("I don’t have real-time data", "defers"), ("Non so", "defers"), ("Olaf Scholz ist Kanzler.", "other"),
    ],
)  # fmt: skip
def test_deferring_and_denying_in_other_languages(output: str, outcome: str) -> None:
    assert unnamed(output) == outcome


def test_forms_and_parts_of_names_are_counted(tmp_path: Path) -> None:
    """Of 72 answers 42 name the holder in the genitive, and 30 say a first name alone."""
    facts, told = json.loads(json.dumps(FACTS)), []
    for at, one in enumerate(facts):
        for answer, name in zip(one["answers"], ("Иван Орлов", "Пётр Волков", "Анна Зайцев"), strict=True):
            answer["answer"] = name
        told.append({"item_id": str(at), "who": "m", "condition": "none", "question": one["questions"][0],
                     "output": "Выбрали Волкова." if at < 42 else "Это Иван"})  # fmt: skip
    result = measured(tmp_path, told, facts)
    assert result.subjects[0].arms[0].counts == {"stale": 42, "other": 30}
    left = result.left_out
    assert (left.forms, left.form_words, left.parts, left.part_words) == (
        42,
        {"Волкова": 42},
        30,
        {"Иван": 30},
    )
    said = " ".join(left_out_sentences(result))
    assert "42 answers with a name in another form" in said
    assert "30 answers with a part of a name" in said


def held(*answers: tuple[str, str | None, str | None]) -> DatedFact:
    return DatedFact("f", (), tuple(DatedAnswer(*one) for one in answers))


def test_what_holds_today_and_since_when() -> None:
    """Terms that follow each other, what begins in the future, what came back, what never changed, what is over."""
    terms = know(
        held(("A", "2010", "2014-05-01"), ("B", "2014-05-01", "2018-05-01"), ("B", "2018-05-01", None))
    )
    assert terms.change == read_when("2014-05-01")
    assert (terms.returned, terms.over, terms.unchanged, terms.future) == (False, False, False, 0)
    ahead = know(
        held(("A", "2010", "2020-01-20"), ("B", "2020-01-20", "2200-01-20"), ("C", "2200-01-20", None))
    )
    assert (ahead.current, ahead.change, ahead.future) == (("B",), read_when("2020-01-20"), 1)
    assert named_in("C", ahead.known) is None
    assert know(held(("A", "2010", "2014"), ("B", "2014", "2018"), ("A", "2018", None))).returned
    together = know(held(("A", "2010", None), ("B", "2020-02-03", None)))
    assert (set(together.current), together.change) == ({"A", "B"}, read_when("2010"))
    assert know(held(("Paris", None, None))).unchanged
    assert know(held(("A", "2010", "2012"))).over


def test_system_prompts_are_reminders(tmp_path: Path) -> None:
    """No column names the arm: a conversation begins with nothing, with the date, or with the fact."""
    told = []
    for arm in ("none", "date", "facts"):
        for at, one in enumerate(rows("m", 42, arm, FACTS, knows=arm == "facts")):
            name = FACTS[at]["answers"][2]["answer"]
            system = {
                "none": None,
                "date": "Today is 1 May 2024.",
                "facts": f"By May 2024 {name} has taken over.",
            }[arm]
            messages = [{"role": "user", "content": one["question"]}]
            messages[:0] = [{"role": "system", "content": system}] if system else []
            told.append(
                {"item_id": one["item_id"], "model": "m", "messages": messages, "output": one["output"]}
            )
    result = measured(tmp_path, told, map={})
    (subject,) = result.subjects
    gaps = {one.arm: one.gap and one.gap.value for one in subject.effects if one.of == "all"}
    assert gaps == {"date": 0.0, "facts": pytest.approx(30 / 72)}
    assert subject.inner_date.centre == pytest.approx(2021.5, abs=0.1)
    (notice,) = [one for one in result.notices if one.code == "arms_by_what_is_said"]
    assert notice.text == "none (72), date (72), facts (72)"
    for one in told:
        del one["messages"][:-1]
    assert "repeated" in codes(measured(tmp_path, told, map={}))


def test_letters_of_choices_are_answers_and_no_leaks(tmp_path: Path) -> None:
    answers = rows("m", 42, "none", FACTS)
    for at, one in enumerate(answers):
        names = [answer["answer"] for answer in FACTS[at]["answers"]]
        one["output"] = f"Answer: {'ABC'[2 if at < 42 else 1]}"
        one["question"] += "".join(f"\n{letter}) {name}" for letter, name in zip("ABC", names, strict=True))
    result = measured(tmp_path, [{**one, "fact": FACTS[at]["fact"]} for at, one in enumerate(answers)])
    assert result.subjects[0].arms[0].counts == {"current": 42, "stale": 30}
    assert result.left_out.in_question == 0


def test_a_key_of_another_day_is_told(tmp_path: Path) -> None:
    """All are scored right that name what held before the last change."""
    answers = [{**one, "score": int(at >= 42)} for at, one in enumerate(rows("m", 42, "none", FACTS))]
    (notice,) = [one for one in measured(tmp_path, answers).notices if one.code == "scores_otherwise"]
    assert (notice.count, notice.of, notice.text) == (30, 72, "42")


def test_arms_without_a_reminder_by_other_names() -> None:
    assert all(
        map(is_bare, ("none", "none+form", "baseline", "no_context", "No reminder", "closed-book", "False"))
    )
    assert not any(map(is_bare, ("date", "facts", "control", "no cutoff told", "context")))


THOUGHT = "<think>\nIt was {old} for long. Was it {old}?\n</think>\n{new} leads it."


@pytest.mark.parametrize(
    "wording", [THOUGHT, "First came {old}.\n\nAnswer: {new}", "{old} led. So the answer is {new}."]
)
def test_thinking_is_no_answer_and_what_is_told_to_be_one_is(tmp_path: Path, wording: str) -> None:
    answers = rows("m", 42, "none", FACTS)
    for at, one in enumerate(answers):
        names = [answer["answer"] for answer in FACTS[at]["answers"]]
        one["output"] = wording.format(old=names[0], new=names[2 if at < 42 else 1])
    result = measured(tmp_path, answers)
    assert result.subjects[0].arms[0].counts == {"current": 42, "stale": 30}
    assert (result.left_out.several, codes(result)) == (0, [])


def test_answers_that_name_several_are_told(tmp_path: Path) -> None:
    answers = [
        {**one, "output": f"{FACTS[at]['answers'][1]['answer']} or {FACTS[at]['answers'][2]['answer']}"}
        for at, one in enumerate(rows("m", 42, "none", FACTS))
    ]
    result = measured(tmp_path, answers)
    (notice,) = [one for one in result.notices if one.code == "several_named"]
    assert (notice.count, notice.of, result.left_out.several) == (72, 72, 72)


def test_a_vacancy_is_named_by_who_denies(tmp_path: Path) -> None:
    vacant = json.loads(json.dumps(FACTS))
    for one in vacant[:20]:
        one["answers"][2]["answer"] = None
    answers = rows("m", 42, "none", FACTS)
    for at, one in enumerate(answers[:20]):
        one["output"] = ("The office is vacant.", "Nobody leads it at present.", "There is no leader.")[
            at % 3
        ]
    result = measured(tmp_path, answers, vacant)
    assert result.subjects[0].arms[0].counts == {"current": 42, "stale": 30}
    assert result.left_out.rejected == 0


def test_the_right_answer_alone_tells_what_is_current(tmp_path: Path) -> None:
    """Neither scores nor a file of facts: a common table of today's key and answers."""
    answers = [
        {**one, "target": FACTS[at]["answers"][2]["answer"], "since": FACTS[at]["answers"][2]["start"]}
        for at, one in enumerate(rows("m", 42, "none", FACTS))
    ]
    result = measured(tmp_path, answers, None)
    (subject,) = result.subjects
    assert subject.arms[0].counts == {"current": 42, "other": 30}
    assert subject.cutoff.date == pytest.approx(2021.5, abs=0.1)
    assert {"by_target", "stale_unknown"} <= set(codes(result))


def test_columns_of_answers_and_scores_on_another_scale_are_refused_with_what_to_type(tmp_path: Path) -> None:
    wide = rows("m", 42, "none", FACTS)
    for one in wide:
        one |= {"model-a": one.pop("output"), "model-b": "Cy Cedar"}
    with pytest.raises(FarfieldError, match="columns of their own: model-a") as wide_error:
        measured(tmp_path, wide)
    assert "--map output=model-a --map subject==model-a" in (wide_error.value.remedy or "")
    marks = [
        {
            "id": at,
            "question": f"Did {at} happen?",
            "score": 5 if at < 42 else at % 2 + 1,
            "date": f"{2018 + at // 12}",
        }
        for at in range(72)
    ]
    with pytest.raises(FarfieldError, match="its scores are not used") as scale_error:
        measured(tmp_path, marks, None, map={})
    assert "--score-max 5" in (scale_error.value.remedy or "")
    (subject,) = measured(tmp_path, marks, None, map={}, score_max=5.0).subjects
    assert subject.cutoff.date == pytest.approx(2021.5, abs=0.3)


def test_exchanges_in_words(tmp_path: Path) -> None:
    told = rows("m", 42, "none", FACTS)
    for turns in (0, 1, 2, 4):
        told += [
            {**one, "turns": turns, "total_turns": 8}
            for one in rows("m", 42, "facts", FACTS, knows=turns < 2)
        ]
    (life,) = measured(tmp_path, told).subjects[0].half_lives
    assert life.exchanges is not None
    for one in told[72:]:
        one |= {"turns": f"after {one['turns']} turns", "total_turns": "8"}
    assert measured(tmp_path, told).subjects[0].half_lives == [life]
    left = measured(tmp_path, [{**one, "turns": "some"} if "turns" in one else one for one in told]).left_out
    assert (left.uncounted, left.uncounted_words) == (288, {"some": 288})


def test_every_notice_stands_in_the_docs() -> None:
    docs = (Path(__file__).parents[1] / "docs" / "drift-json.md").read_text()
    assert [code for code in NOTICES if f"`{code}`" not in docs] == []
