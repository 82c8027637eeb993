"""Concepts from texts: what is cut, what is told apart, and what is not taken for new."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from farfield.corpus.dated_fields import DatedOptions
from farfield.ideas import prior_work
from farfield.ideas.backing_off import back_off
from farfield.ideas.candidates import find_candidates
from farfield.ideas.core import may_be_core
from farfield.ideas.coverage import cover
from farfield.ideas.distinct import counted, distinct
from farfield.ideas.english import FUNCTION_WORDS, is_english
from farfield.ideas.known_words import KnownWords
from farfield.ideas.language import Language
from farfield.ideas.nearest import Near, Weights
from farfield.ideas.newness import NewWords, slips
from farfield.ideas.prior_reading import read_prior_work
from farfield.ideas.prior_work import PriorWork
from farfield.ideas.stretches import is_acronym, is_identifier, stretches
from farfield.ideas.word_forms import forms_of
from novelty_files import paper, write_rows


def forms(text: str) -> list[list[str]]:
    return [[word.form for word in stretch] for stretch in stretches(text)]


def test_stretches_end_at_punctuation_and_leave_out_what_is_no_prose() -> None:
    assert forms("Neural networks, state-of-the-art (and trees)") == [
        ["neural", "network"], ["state", "of", "the", "art"], ["and", "tree"],
    ]  # fmt: skip
    assert forms("a kernel $k(x, y) \\leq 1$ of `fit()` at https://a.org/b and \\emph{trees}") == [
        ["a", "kernel"], ["of"], ["at"], ["and", "tree"],
    ]  # fmt: skip
    assert forms("an approxima-\ntion of biases") == [["an", "approximation", "of", "biase"]]
    assert forms("```python\nMLPDenoiser()\n``` trains") == [["train"]]


@pytest.mark.parametrize(
    "written", ["MLPDenoiser", "noise_scheduler", "nn.Embedding", "torchNet", "conv2d", "GPTConfig"]
)
def test_identifiers(written: str) -> None:
    (word, *_) = stretches(f"we use {written} here")[0][2:]
    assert is_identifier(word)


def test_acronyms_and_words() -> None:
    lstm, gans, network = (stretches(one)[0][0] for one in ("LSTM", "GANs", "Network"))
    assert [is_acronym(one) for one in (lstm, gans, network)] == [True, True, False]
    assert not is_identifier(lstm)
    assert not is_identifier(network)


def test_languages() -> None:
    french = (
        "Nous proposons une nouvelle méthode pour analyser les phrases du français avec des modèles de langue "
        * 3
    )
    english = "We propose a new method to analyse the sentences of a language with models that are small " * 3
    assert not is_english(french.split(), french.split())
    assert is_english(english.split(), ())
    notes = ["kernel", "tree", "parsing"]
    assert is_english(notes, {"kernel", "tree"}), "of few words it tells that the prior work has them"
    assert not is_english(["neue", "methode", "zum", "bauen"], {"zum", "kernel"})
    assert not is_english(notes, ())


@pytest.mark.parametrize(
    "text",
    [
        "A arquitetura é avaliada no conjunto de dados do desafio e a precisão é superior à do estado da arte, e as "
        "informações não são perdidas no processo. A solução é descrita no fim do artigo.",
        "In questo lavoro presentiamo un nuovo metodo per l'analisi dei testi, basato su reti neurali. A differenza di "
        "altri, e in particolare di quelli a regole, è così più veloce per i dati.",
        "In dit werk laten we zien dat de resultaten over het algemeen beter zijn dan wat er was, en dat we met de "
        "methode in staat zijn om te leren; we zullen er over schrijven en of het is gelukt.",
        "L'idée est d'utiliser des données étiquetées; on a évalué le système et on y a observé des améliorations, "
        "et cette étude a été menée sur des corpus de grande taille.",
        "V této práci představujeme novou metodu, která je založena na sítích a na reprezentaci slov. Výsledky "
        "ukazují, že se dá použít i v praxi, a to i v případě, že dat je málo.",
    ],
)
def test_small_words_of_other_languages_are_not_taken_for_english(text: str) -> None:
    """ "a", "e", "no" and "do" are Portuguese too, "we", "of" and "is" Dutch, and accents leave single letters: of
    these words a sixth and more could be words of grammar in English."""
    words = forms_of(text)
    assert sum(word in FUNCTION_WORDS for word in words) >= 0.15 * len(words)
    assert not is_english(words, words)


SENTENCES = (
    "We train a support vector machine to parse sentences.", "The support vector machine can classify documents.",
    "They support vectors of words, and we can support users.", "We can propose a kernel and we propose a method.",
    "A kernel machine of neural networks is denoising images.", "The bias of a machine, and the biases of users.",
    "An approximation of the kernel for vector machines.", "Multi task learning with a kernel of the network.",
)  # fmt: skip


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> tuple[Language, PriorWork]:
    """160 papers of 8 sentences."""
    folder: Path = tmp_path_factory.mktemp("language")
    rows = [paper(f"p{at}", "2001", SENTENCES[at % 8], SENTENCES[(at * 3 + 1) % 8]) for at in range(160)]
    write_rows(folder / "papers.jsonl", rows)
    prior = read_prior_work([str(folder / "papers.jsonl")], folder, DatedOptions())
    return Language(prior, Weights(prior)), prior


def test_verbs_are_found_and_fixed_phrases_keep_theirs(language: tuple[Language, PriorWork]) -> None:
    """ "propose" is a verb; "support" is one mostly, and "support vector machine" a term all the same."""
    speech, prior = language
    assert speech.is_verb("propose")
    assert not speech.is_verb("kernel")
    documents = {
        ("support", "vector", "machine"): 60, ("support", "vector"): 60, ("vector", "machine"): 80, ("propose",): 40,
        ("kernel",): 80, ("support",): 80,
    }  # fmt: skip
    assert may_be_core(("support", "vector", "machine"), documents, speech)
    assert not may_be_core(("propose",), documents, speech)
    assert prior.documents == 160


def test_keys_are_rows_of_words(language: tuple[Language, PriorWork]) -> None:
    """ "multi task" and "multitask" are two keys, and no two concepts share one."""
    speech, _ = language
    found = find_candidates("Multi-task learning and a multitask kernel", speech)
    assert ("multi", "task") in found.places
    assert ("multitask",) not in found.places, "no document has it"
    assert found.written(("multi", "task")) == "multi task"
    assert all(isinstance(one, tuple) for one in found.places)


def test_what_is_no_new_word(language: tuple[Language, PriorWork]) -> None:
    """Names, identifiers, acronyms, compounds, lost blanks, derivations, slips and torn words are not; the word in the
    middle of them is."""
    _, prior = language
    new = NewWords(KnownWords(prior, 20100101), prior.words, 20100101)
    text = (
        "We propose Zorblax. The MLPDenoiser and QQXR use kernelmachine and ofthekernel, a denoiser, a kernle, an "
        "approxima tion and a blorptesia of the bias."
    )
    assert new.of(stretches(text)) == ["blorptesia"]


@pytest.mark.parametrize("chunk", [50, 1 << 21])
def test_what_only_later_documents_hold_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    """A word that an idea was the first to use, and that 40 later papers took over, is new to it, not derived from
    itself; on a later day it is seen. A document that is the idea itself doesn't count."""
    monkeypatch.setattr(prior_work, "CHUNK_WORDS", chunk)
    early = [paper(f"p{at}", "2001", "a kernel", "of a dropper") for at in range(20)]
    later = [paper(f"q{at}", f"2012-{1 + at % 12:02d}", "a blorptesia", "of kernels") for at in range(40)]
    write_rows(tmp_path / "papers.jsonl", [*later, *early, paper("own", "2005", "a blorptesia", "of zanzib")])
    prior = read_prior_work([str(tmp_path / "papers.jsonl")], tmp_path, DatedOptions())
    known, own = KnownWords(prior, 20000101), prior.names.index("own")

    def new(date: int, *without: int) -> list[str]:
        return NewWords(known, prior.words, date, without).of(stretches("the blorptesia of a dropperen"))

    assert known.held("blorptesia", 20050101) == 0
    assert known.held("blorptesia", 20120201) == 5
    assert known.held("blorptesia", 20120301, [own]) == 8
    assert known.held("kernel", 20020101) == 10, "no more than ten are kept"
    assert new(20040101) == ["blorptesia"]
    assert new(20100101) == [], "`own` holds it"
    assert new(20100101, own) == ["blorptesia"]
    assert new(20000101) == ["blorptesia", "dropperen"], "nobody knew the dropper yet"


def test_slips_are_all_words_one_letter_away() -> None:
    found = set(slips("tree"))
    assert {"ree", "rtee", "trees", "tres", "xtree"} <= found


def test_a_concept_that_few_documents_hold_backs_off_to_its_longest_part() -> None:
    held = {
        ("deep", "tree", "kernel"): 3,
        ("tree", "kernel"): 25,
        ("deep", "tree"): 40,
        ("of",): 900,
        ("rare",): 2,
    }
    core = {
        "deep tree kernel": ("deep", "tree", "kernel"),
        "rare": ("rare",),
        "tree kernel": ("tree", "kernel"),
    }
    assert back_off(core, lambda concept: held.get(concept, 0)) == {"tree kernel": ("tree", "kernel")}


def test_a_topic_that_dries_up_is_not_covered() -> None:
    class Prior:
        first = np.repeat(np.arange(2000, 2020), 20) * 10000 + 101

    def near(years: list[int]) -> list[Near]:
        return [Near(int(np.flatnonzero(Prior.first // 10000 == year)[0]), 0, 1.0) for year in years]

    steady = [2000 + at % 20 for at in range(200)]
    dry = [2005 + at % 8 for at in range(190)] + [2018] * 10
    assert cover(near(steady), 2020, Prior).covered  # type: ignore[arg-type]
    found = cover(near(dry), 2020, Prior)  # type: ignore[arg-type]
    assert (found.recent, found.richest, found.covered) == (10, 72, False)
    assert not cover(near(steady[:20]), 2020, Prior).covered, "fewer than 30 documents"  # type: ignore[arg-type]


def test_distinct_numbers_are_those_of_numpy() -> None:
    keys = np.random.default_rng(0).integers(0, 50, 400)
    values, times = np.unique(keys, return_counts=True)
    assert np.array_equal(distinct(keys), values)
    assert np.array_equal(counted(keys)[1], times)
    assert len(distinct(keys[:0])) == 0
