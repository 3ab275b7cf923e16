"""Words that hold a question together and say nothing of its subject, by language.

They are left out of what a work must have, unless nothing else was typed or they stand between quotation marks:
"hoe gebruik ik AI in de klas" asks for *gebruik*, *AI* and *klas*. They stay in the index. A word written in
capitals is a name ("IT", "WIE") and is never left out.

The function words of the two languages: articles, pronouns, prepositions, conjunctions, auxiliaries, and what a
question begins with. Not a word that is a subject here in either language ("it", "can", "will" as a noun are rare;
"werk", "nieuw", "goed", "use" stay in).
"""

from collections.abc import Mapping

_DUTCH = """
    de het een der des den ten ter die dat deze dit er hier daar waar
    ik je jij jou jouw u uw hij zij ze we wij ons onze hun hen mij mijn me zich zijn haar
    en of maar want dus als dan toen terwijl omdat doordat zodat hoewel mits tenzij
    in op aan van voor met bij door over om te tot uit naar tegen onder tussen zonder via per tijdens binnen
    is ben bent was waren wordt worden werd werden heeft heb hebben had hadden kan kun kunt kunnen kon konden
    zal zullen zou zouden mag mogen mocht moet moeten moest wil willen wilt ga gaan gaat doe doet doen
    hoe wat wie welk welke waarom wanneer waarmee waarvoor hoeveel wel niet geen ook nog al alle alles iets iemand
    toch zo zoals heel zeer erg meer meest veel
"""
DUTCH = frozenset(_DUTCH.split())
_ENGLISH = """
    the a an this that these those there here where
    i you your he she we our they their them me my his her its us
    and or but because so as than if while although
    in on at of for with by from about into to over between within without via per during
    is am are was were be been being has have had do does did can could shall should may might must will would
    how what who which why when not no also very more most much some any
"""
ENGLISH = frozenset(_ENGLISH.split())
STOP_WORDS: Mapping[str, frozenset[str]] = {"nl": DUTCH, "en": ENGLISH}


def is_stop_word(word: str) -> bool:
    """Return whether a word, as it was typed, says nothing of a subject in one of the languages."""
    if len(word) > 1 and word.isupper():
        return False
    lower = word.lower()
    return any(lower in words for words in STOP_WORDS.values())
