"""What of a question that found nothing is sold: the words of it that stand in a row in the catalogue."""

from collections.abc import Iterator

from search.plan.lexicon import Lexicon
from search.text import canon, fold, has_marks, split_words


def parts_on_sale(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the shorter questions that find something, in the order of ``text``.

    A single syllable names a thing where it comes first («trà» of «trà giảm cân», tea for losing weight) and is
    most often half of a word elsewhere, so it is left out there.
    """
    asked = split_words(text)
    runs = [run for run in _runs(asked, lexicon) if len(run) > 1 or run == asked[:1]]
    return tuple(dict.fromkeys(" ".join(run) for run in runs if run != asked))


def _runs(asked: list[str], lexicon: Lexicon) -> Iterator[list[str]]:
    run: list[str] = []
    for word in asked:
        if run and _stand_together(run[-1], word, lexicon):
            run.append(word)
            continue
        if run:
            yield run
        run = [word] if _is_known(word, lexicon) else []
    if run:
        yield run


def _is_known(word: str, lexicon: Lexicon) -> bool:
    return canon(word) in lexicon.exact if has_marks(word) else lexicon.knows(fold(canon(word)))


def _stand_together(left: str, right: str, lexicon: Lexicon) -> bool:
    exact = (canon(left), canon(right))
    if has_marks(left) and has_marks(right):
        return exact in lexicon.pairs
    return (fold(exact[0]), fold(exact[1])) in lexicon.folded_pairs
