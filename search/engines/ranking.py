"""What makes one work more relevant than another.

BM25 (k1 = 1.2, b = 0.75, tantivy's own) over five fields of each language, each field with the weight below. That is
multiplied by gentle signals, which can turn two works of like relevance round and never bring up what is not about
the words: at most a tenth for how recent it is, at most a fifth for how well it is borne out.
Measured on judged questions: docs/relevance.md.
"""

import numpy as np
from numpy.typing import NDArray

# A word in the title says what a page is about; in another language's text, or inside a compound, it is a hint.
WEIGHTS: dict[str, float] = {
    "title": 8.0,
    "summary": 3.0,
    "body": 1.0,
    "other": 0.4,
    # A document of a hundred pages has nearly every word somewhere.
    "attached": 0.3,
    "title_parts": 3.0,
    "parts": 0.6,
    # A word that begins as asked; a synonym, and a compound written as two words, count for so much of the word itself.
    "prefix": 1.0,
    "synonym": 0.8,
    "split": 0.6,
}
RECENCY = 0.10
# A publication counts for half as recent after so many days.
HALF_LIFE_DAYS = 730.0
BORNE_OUT = 0.20
DAY = 86_400.0

Floats = NDArray[np.float64]


def signals(published: Floats, weight: NDArray[np.float32], today: float) -> Floats:
    """Return what the scores of works are multiplied by: moments in seconds, weights from 0 to 1, today in days."""
    age = np.maximum(0.0, today - published / DAY)
    factors: Floats = (1.0 + RECENCY * np.exp2(-age / HALF_LIFE_DAYS)) * (1.0 + BORNE_OUT * weight)
    return factors
