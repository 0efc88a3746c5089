"""The words with which signature pages tell an act, its means and its labels, as patterns."""

import re2

# The word before "ID" is spelled as printed; the page's own wording is what is reported.
METHOD = re2.compile(
    r"(?i)(?:^|[^\pL])((?:mobilt |svenskt |swedish |norwegian )?bank ?id"
    r"|freja(?: ?\+| ?e ?id ?\+?| ?org ?id)?|siths(?: ?eid)?|efos|mitid|net ?id|eduid|foreign eid"
    r"|utländsk e-?legitimation|e-?legitimation)(?:$|[^\pL])"
)
ACT = re2.compile(
    r"(?i)(?:^|[^\pL])((?:elektroniskt |digitalt )?(?:undertecknat|undertecknad|undertecknade"
    r"|underskrivet|underskriven|signerat|signerad|signerade|signed|skrivit under)"
    r"(?: elektroniskt| digitalt| electronically)?(?: av| med| by| with| via| den)*)(?:$|[^\pL])"
)
APPEARANCE = re2.compile(
    r"(?i)^(?:digitally signed by|digitalt (?:signerat|signerad|undertecknat|undertecknad) av)"
)
INTRODUCES = re2.compile(r"(?i)[^\pL](?:av|by) ?:?$")
NAME_LABEL = re2.compile(r"(?i)^(?:namn|name|undertecknare|underskrift|signatur|signatory) ?: ?")
LABEL = re2.compile(r"^[^:0-9]{1,40}:")
