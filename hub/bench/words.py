"""The words that generated works are made of: real ones, put together to as many as a large site has.

Each language has its function words in front, then words of the trade, then compounds (Dutch) and derivations
(English) of those. How often a word is used follows its place in the list (Zipf's law, with Mandelbrot's offset).
"""

import functools

import numpy as np
from numpy.typing import NDArray

SIZES = {"nl": 30_000, "en": 20_000}
EXPONENT = 1.1
OFFSET = 2.7
# The words of one application area: a share of each text about it is drawn from these.
TOPIC_WORDS = 400

FUNCTION_WORDS = {
    "nl": """de van het een en in is dat op te zijn met voor niet aan er om ook als bij maar dan wordt door uit nog
        naar over kan worden of hebben heeft die dit deze we wij je jij zij hun hen wat wie waar hoe welke veel meer
        minder onder tussen tegen zonder tot sinds tijdens na al alle andere eigen zelf zo want dus toch omdat terwijl
        wanneer waarom daarom hier daar nu straks soms vaak altijd nooit moeten mogen kunnen willen zullen gaan komen
        maken doen laten zien weten geven nemen vinden staan blijven houden werken helpen leren delen eerste tweede
        nieuwe grote kleine goede beter best elke iedere enkele samen ander zulke beide genoeg vooral alleen zelfs""",
    "en": """the of and to in a is that for it on as with are this by be at from or an not have has but can will which
        they their we our you your its more when who what where how all each other some such than then there these
        those into over under between against without until since during after before already own so because while why
        here now sometimes often always never must may could would should go come make do let see know give take find
        stand stay keep work help learn share first second new large small good better best every few together both
        enough only even also about up out no if most many much very""",
}
# Nouns that compounds are made of as well.
NOUNS = {
    "nl": """zorg data onderwijs energie onderzoek model algoritme gemeente bedrijf ziekenhuis school docent student
        medewerker patiënt burger overheid beleid toezicht wet regel risico kwaliteit veiligheid privacy ethiek
        vertrouwen kennis praktijk project proef resultaat meting methode systeem platform netwerk register standaard
        afspraak contract inkoop subsidie kosten budget tijd plan doel actie agenda werkgroep partner regio stad haven
        landbouw kas gewas bodem water lucht klimaat warmte stroom net batterij fabriek machine robot sensor beeld
        spraak taal tekst vertaling document dossier formulier aanvraag vergunning uitkering belasting rente
        verzekering bank klant winkel markt prijs keten logistiek vervoer verkeer weg trein schip auto fiets
        luchthaven bouw woning wijk politie brandweer rechter rechtbank bewijs fraude misdaad hulp crisis ramp
        oefening training cursus les toets vaardigheid beroep arbeid werkplek team leider bestuur raad commissie
        toezichthouder organisatie stichting vereniging universiteit hogeschool instituut laboratorium experiment
        hypothese artikel publicatie rapport handreiking leidraad checklist voorbeeld ervaring les inzicht advies
        vraag antwoord gesprek bijeenkomst congres innovatie techniek software code broncode server cloud opslag
        toegang sleutel beveiliging aanval lek controle audit uitleg besluit keuze voorkeur aanbeveling voorspelling
        planning rooster capaciteit wachttijd diagnose behandeling medicijn huisarts verpleging thuiszorg apotheek
        scan foto video signaal patroon afwijking storing onderhoud voorraad afval grondstof materiaal verpakking
        voeding melk vee vogel bos natuur soort""",
    "en": """care data education energy research model algorithm council company hospital school teacher student
        worker patient citizen government policy supervision law rule risk quality safety privacy ethics trust
        knowledge practice project pilot result measurement method system platform network register standard agreement
        contract procurement grant cost budget time plan goal action agenda group partner region city port farming
        greenhouse crop soil water air climate heat power grid battery factory machine robot sensor image speech
        language text translation document file form application permit benefit tax interest insurance bank customer
        shop market price chain logistics transport traffic road train ship car bicycle airport building home district
        police fire judge court evidence fraud crime aid crisis disaster exercise training course lesson test skill
        profession labour workplace team leader board commission supervisor organisation foundation association
        university institute laboratory experiment hypothesis article publication report guide checklist example
        experience insight advice question answer conversation meeting conference innovation technique software code
        server cloud storage access key security attack leak control audit explanation decision choice preference
        recommendation forecast planning roster capacity waiting diagnosis treatment medicine doctor nursing pharmacy
        scan photo video signal pattern anomaly failure maintenance stock waste resource material packaging food milk
        cattle bird forest nature species""",
}
OTHER_WORDS = {
    "nl": """kunstmatige intelligentie digitaal verantwoord betrouwbaar veilig open openbaar landelijk lokaal
        gezamenlijk federatief generatief voorspellend zelflerend menselijk eerlijk uitlegbaar toegankelijk duurzaam
        slim snel betaalbaar bruikbaar haalbaar meetbaar ontwikkelen toepassen verbeteren onderzoeken meten
        vergelijken opschalen herhalen gebruiken beoordelen beslissen ondersteunen herkennen voorspellen verminderen
        versnellen voorkomen samenwerken opleiden begeleiden bouwen testen evalueren publiceren aanmelden deelnemen
        financieren coördinatie efficiëntie innovatief maatschappelijk juridisch technisch organisatorisch financieel
        medisch agrarisch""",
    "en": """artificial intelligence digital responsible reliable safe open public national local joint federated
        generative predictive human fair explainable accessible sustainable smart quick affordable usable feasible
        measurable develop apply improve investigate measure compare scale repeat use assess decide support recognise
        predict reduce accelerate prevent cooperate educate guide build test evaluate publish register participate
        finance coordination efficiency innovative social legal technical organisational financial medical""",
}
DERIVED = ("{0}s", "{0}-based", "{0}less", "multi{0}", "sub{0}", "non{0}", "re{0}ing", "{0}wise", "inter{0}", "{0}ness")


@functools.cache
def lexicon(language: str) -> tuple[str, ...]:
    """Return the words of a language, each once, the most used first; the same at every call, in every process."""
    words = [*FUNCTION_WORDS[language].split()]
    nouns = NOUNS[language].split()
    plain = [*nouns, *OTHER_WORDS[language].split()]
    order = np.random.default_rng(len(plain))
    order.shuffle(plain)
    words += plain
    made = [first + second for first in nouns for second in nouns if first != second]
    if language == "en":
        made = [form.format(noun) for form in DERIVED for noun in nouns] + made
    order.shuffle(made)
    return tuple(dict.fromkeys([*words, *made]))[: SIZES[language]]


def zipf(size: int, exponent: float = EXPONENT) -> NDArray[np.float64]:
    """Return the running sum of the shares of ``size`` places, to draw from with ``searchsorted``; ends at 1."""
    shares = 1.0 / (np.arange(1, size + 1) + OFFSET) ** exponent
    running: NDArray[np.float64] = np.cumsum(shares / shares.sum())
    running[-1] = 1.0
    return running


def draw(random: np.random.Generator, running: NDArray[np.float64], count: int) -> list[int]:
    """Return ``count`` places drawn by their shares."""
    places: list[int] = np.searchsorted(running, random.random(count), side="right").tolist()
    return places


class Writer:
    """Writes texts in one language, each about a topic."""

    def __init__(self, language: str, random: np.random.Generator) -> None:
        self._words = lexicon(language)
        self._random = random
        self._common = zipf(len(self._words))
        self._topical = zipf(TOPIC_WORDS)
        self._first = len(FUNCTION_WORDS[language].split())

    def words(self, count: int, topic: int, share: float = 0.12) -> list[str]:
        """Return words in the order in which they stand in a text; a share of them belong to the topic."""
        places = draw(self._random, self._common, count)
        topical = int(count * share)
        # Topics take turns along the list, so that each has common words and rare ones.
        own = [self._first + (topic * 37 + place * 23) % 6_000 for place in draw(self._random, self._topical, topical)]
        places[:topical] = own
        self._random.shuffle(places)
        return [self._words[place] for place in places]

    def sentences(self, count: int, topic: int) -> str:
        """Return so many words as sentences of nine to sixteen words."""
        words = self.words(count, topic)
        found, start = [], 0
        while start < count:
            end = start + 9 + (start + count) % 8
            found.append(" ".join(words[start:end]).capitalize() + ".")
            start = end
        return " ".join(found)

    def title(self, topic: int) -> str:
        """Return a title: four to nine words, half of them of the topic."""
        count = int(self._random.integers(4, 10))
        return " ".join(self.words(count, topic, share=0.5)).capitalize()
