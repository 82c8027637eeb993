"""Words of English that carry grammar and no subject: they bound no concept, and tell whether a text is English."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

FUNCTION_WORDS = frozenset(
    re.findall(
        r"[a-z]+",
        """
    a about above across after again against al all almost along already also although always am among an and
    another any are around as at be because been before behind being below beside besides between beyond both but by
    can cannot could despite did do doe does doing done down due during e each either else enough especially et etc
    even ever every few for from further furthermore g ha had has have having he hence her here him his how however
    i if in indeed instead into is it its itself just least less like many may me might more moreover most much must
    my near neither never nevertheless no nor not nothing now of off often on once one only onto or other others
    otherwise our out over own per perhaps quite rather s same several shall she should since so some still such t
    than that the their them then there thereby therefore these they thi this those though three through throughout
    thus to together too toward towards two under unless unlike until up upon us use used using usually various
    versu versus very via wa was we well were what when where whereas whether which while whilst who whom whose why
    will with within without would yet you your
        """,
    )
)
"""In the forms that words count as, so "this" as "thi" as well where it is folded so."""
SHARED = frozenset(
    re.findall(
        r"[a-z]+",
        """
    but can doe due during even for had has her him more most of on once over per still to under via was we will
        """,
    )
)
"""Of these the ones that are words of other languages as well, with letters left over where accents part words."""
OWN = frozenset(word for word in FUNCTION_WORDS if len(word) > 2 and word not in SHARED)
"""Words of English alone: "the", "and", "that", "with"."""
FEWEST = 20
ENGLISH_SHARE, OWN_SHARE = 0.15, 0.04
"""Of the words of a text: words of grammar, and those of English alone. Of 14,508 abstracts in English one has less of
the second, half have a sixth and more; of those in French with an English title or summary none has as much of both."""


def is_english(forms: Sequence[str], known: Container[str]) -> bool:
    """Whether a text of so many words can be taken for English. `known`: words of a corpus in English; of few words it
    tells no more than these, and the script, as a text in notes holds no word of grammar."""
    if 2 * sum(not word.isascii() for word in forms) > len(forms):
        return False
    if len(forms) < FEWEST:
        return 2 * sum(word in known for word in forms) >= len(forms)
    grammar = sum(word in FUNCTION_WORDS for word in forms)
    own = sum(word in OWN for word in forms)
    return grammar >= ENGLISH_SHARE * len(forms) and own >= OWN_SHARE * len(forms)
