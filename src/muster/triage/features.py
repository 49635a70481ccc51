"""Messages as sparse rows of numbers: pieces of words, whole words and pairs of words, hashed.

Hashing keeps no list of words, so nothing a person wrote can be read back from what was learnt.
"""

from collections.abc import Sequence
from typing import Final

from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer

WIDTH: Final = 2**18
_PIECES: Final = HashingVectorizer(
    analyzer="char_wb", ngram_range=(2, 5), n_features=WIDTH, alternate_sign=False, lowercase=False
)
# One letter and a mark are words, too: “?” decides much.
_WHOLE_WORD: Final = r"\w+|[?!]+|[^\w\s]"
_WORDS: Final = HashingVectorizer(
    token_pattern=_WHOLE_WORD, ngram_range=(1, 2), n_features=WIDTH, alternate_sign=False, lowercase=False
)  # fmt: skip
BOTH: Final = 2 * WIDTH


def rows(said: Sequence[str]) -> csr_matrix:
    """Return a row of ``BOTH`` columns for each message made plain; pieces first, then words."""
    return hstack([_PIECES.transform(said), _WORDS.transform(said)], format="csr")
