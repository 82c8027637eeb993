"""What stands around a name whose time is over, or that is the answer in another's place, in a dozen languages.

Patterns are of folded text: lower case, no accents, no marks, one blank between words; characters of scripts without
spaces, and Hangul syllables, are words of their own.
"""

from __future__ import annotations

import re

_NOT_BEFORE = (
    # English
    r"not|no longer|never|n t|former(?:ly)?|previous(?:ly)?|predecessor|succeed(?:ed|ing)|replac(?:ed|ing)"
    r"|took over from|after|ex",
    r"nicht(?: mehr)?|ehemalig\w*|fruher\w*|vorganger(?:in)?|nachfolger(?:in)? von",  # German
    r"n est (?:plus|pas)|ancien(?:ne)?|predecesseur|auparavant|avant",  # French
    r"ya no(?: es)?|no es|anteriormente|antiguo|antigua|antes|ex\w*president[ea]|predecesor(?:a)?",  # Spanish
    r"ja nao e|nao e|antig[oa]|antecessor(?:a)?",  # Portuguese
    r"non e(?: piu)?|precedente|predecessore",  # Italian
    r"niet(?: meer)?|voormalig\w*|vorige",  # Dutch
    r"nie jest|byl[yai]|poprzedni\w*",  # Polish
    r"не|бывш\w+|ранее|прежн\w+|предшественник\w*",  # Russian
    r"eski|onceki",  # Turkish
    r"不 是|前 任|原|前 (?:总 统|首 相|主 席)",  # Chinese
)
NOT = re.compile(rf"(?:\b(?:{'|'.join(_NOT_BEFORE)}))(?: \w+){{0,2}}$")
"""What makes a name that stands behind it somebody else than the answer."""
_OVER_BEHIND = (
    r"(?:until|till|resigned|stepped down|left office|(?:was|were) (?:replaced|succeeded)|\d{4} (?:to |through )?\d{4}"
    r"|was the (?:first|former|previous|prior|original))\b",
    r"(?:bis|jusqu en|jusqu au?|hasta|ate|fino al?|tot|do|до)(?: \w+){0,2} \d{4}\b",
    r"(?:trat(?: \w+){0,2} zuruck|zuruckgetreten|wurde abgelost|a demissionne|dimitio|renuncio|si e dimesso"
    r"|ушел в отставку|istifa etti|degil)\b",
    r"(?:で は な く|で は あ り ま せ ん|辞 任|辞 职|卸 任|가 아 니)",
)
GONE = re.compile(rf"(?:\w+ ){{0,8}}?(?:{'|'.join(_OVER_BEHIND)})")
"""What makes a name before it somebody who was the answer once."""
_INSTEAD_BEFORE = (
    r"then|followed by|succeeded by|replaced by|gave way to|handed over to|passed (?:on )?to|it is now|now it is",
    r"sondern|dann|danach|gefolgt von|abgelost (?:von|durch)|heute(?: ist es)?|seitdem|jetzt",  # German
    r"mais|puis|ensuite|remplacee? par|desormais|aujourd hui",  # French
    r"sino|luego|despues|sustituid[oa] por|reemplazad[oa] por|ahora(?: es)?",  # Spanish
    r"mas sim|depois|substituid[oa] por|agora",  # Portuguese
    r"bensi|poi|sostituit[oa] da|ora",  # Italian
    r"maar|daarna|vervangen door|opgevolgd door",  # Dutch
    r"lecz|potem|zastapiony przez",  # Polish
    r"а|затем|потом|теперь|сеичас",  # Russian
    r"而 是|然 后|现 在 是|现 为",  # Chinese
    r"現 在 は",  # Japanese
)
INSTEAD = re.compile(rf"\b(?:{'|'.join(_INSTEAD_BEFORE)}) $|\b(?:so|therefore|thus|hence)(?: \w+){{0,5}} $")
"""What makes a name behind it the answer in the place of those before it."""
