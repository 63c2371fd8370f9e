"""Text as search compares it: pure Python, used when indexing and when asking, so that both agree."""

import re
import unicodedata

MAX_CHARACTERS = 200
MAX_TOKENS = 16

_NOT_WORD = re.compile(r"[^\w]+", re.UNICODE)
_INVISIBLE = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_TAG = re.compile(r"<[^>]{0,100}>")


def clean(text: str) -> str:
    """Return what a person meant to type: NFC, without tags, controls and characters no one sees."""
    visible = _INVISIBLE.sub(" ", text[: MAX_CHARACTERS * 4])
    normal = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", _TAG.sub(" ", visible)))
    return " ".join(normal.split())[:MAX_CHARACTERS].strip()


def fold(text: str) -> str:
    """Return ``text`` in lower case without Vietnamese marks: ``Đông Hà`` gives ``dong ha``."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return unicodedata.normalize(
        "NFC", "".join(char for char in decomposed if not unicodedata.combining(char))
    )


def words(text: str) -> list[str]:
    """Return the words of clean text in lower case, marks kept, at most :data:`MAX_TOKENS`."""
    return [word for word in _NOT_WORD.split(text.lower()) if word][:MAX_TOKENS]


def padded(*texts: str) -> str:
    """Return words with a space before, between and after, so that ``" ca"`` finds a word's beginning."""
    normal = (unicodedata.normalize("NFC", text).lower() for text in texts)
    found = [word for text in normal for word in _NOT_WORD.split(text) if word]
    return f" {' '.join(found)} "
