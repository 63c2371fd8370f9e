"""The groups of a plan: what is asked for, each with the ways to write it.

Every word is a group. Its first alternatives are what was typed; then the same without marks; then
corrections; then other names of what the words name together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise, repeat
from typing import Final

from search.plan.lexicon import Lexicon
from search.plan.rules import Rules
from search.plan.types import Alternative, Form, Group, Tier
from search.text import Token, fold

# Words that say nothing about goods. With marks; a word typed without is taken for one of them only
# where no thing is called so («cua» is a crab, not «của», of).
_EMPTY_WORDS: Final = frozenset(
    [
        "mua",
        "bán",
        "giá",
        "rẻ",
        "ngon",
        "tốt",
        "nhất",
        "xịn",
        "shop",
        "của",
        "cho",
        "và",
        "với",
        "ở",
        "tại",
        "có",
        "là",
        "các",
        "những",
        "nào",
        "gì",
        "loại",
        "hàng",
        "cần",
        "tìm",
        "muốn",
        "về",
        "đi",
        "ạ",
        "ơi",
        "nhé",
        "xin",
        "được",
        "còn",
        "bao",
        "nhiêu",
        "dùng",
        "để",
        "làm",
        "từ",
        "em",
        "mình",
        "bạn",
        "trong",
        "the",
        "and",
        "of",
        "for",
        "with",
        "in",
    ]
)
_EMPTY_PAIRS: Final = frozenset(
    tuple(pair.split())
    for pair in ("đặc sản", "sản phẩm", "mặt hàng", "chất lượng", "chính hãng", "giá rẻ", "ở đâu", "uy tín",
                 "loại nào", "bao nhiêu", "số lượng", "đồ dùng", "món ăn", "cho hỏi", "hỏi giá", "bn tiền",
                 "nhiêu tiền", "mấy tiền", "giao hàng", "ship hàng", "ship về", "giao về", "mình hỏi",
                 "em hỏi", "xin hỏi", "hỏi mua", "nguyên chất", "cho bé", "cho mẹ", "cho con")
)  # fmt: skip
_EMPTY_PAIRS_FOLDED: Final = frozenset(tuple(fold(word) for word in pair) for pair in _EMPTY_PAIRS)
# Words that count what they stand before, or hold it. «con hàu» is oyster, as a name an animal's, and no goods say it; where goods
# do («cây giống», seedling), or other names of a thing, it is part of the name.
_MEASURE_WORDS: Final = frozenset(
    [
        "con",
        "cái",
        "chiếc",
        "cây",
        "củ",
        "tép",
        "bó",
        "nải",
        "chai",
        "lọ",
        "hũ",
        "gói",
        "bịch",
        "thùng",
        "lốc",
        "cuốn",
        "quyển",
    ]
)
_ASKING_AT_THE_END: Final = frozenset(["không", "hông", "chưa", "hả", "vậy"])
_EMPTY_WITHOUT_MARKS: Final = frozenset(
    [
        "mua",
        "ngon",
        "shop",
        "nhat",
        "xin",
        "the",
        "and",
        "of",
        "for",
        "with",
        "ship",
        "ad",
        "bn",
        "dc",
        "ko",
        "k",
        "e",
    ]
)


# How much more the first two words of a question are of it.
_HEAD: Final = (2.2, 1.6)
_BEGUN: Final = 3  # an unknown word of so many letters may be the beginning of one
_SIDE_BY_SIDE: Final = 2  # goods that have two words in a row: then they may be one name
_GOOD: Final = 0.8  # ways at least this good count for how common a thing is


@dataclass(frozen=True, slots=True)
class Reading:
    """One word of a question: as typed, as read (folded, corrected), as that is written with marks."""

    token: Token
    read: str
    written: str


@dataclass(frozen=True, slots=True)
class _Names:
    """Other names of what a run of words names, and how good they are."""

    others: tuple[tuple[str, ...], ...] = ()
    share: float = 1.0


def make_groups(
    words: tuple[Reading, ...], *, lexicon: Lexicon, rules: Rules, typing: bool
) -> tuple[Group, ...]:
    """Return a group for each word, in their order.

    Other names of a run of words («đậu phộng», peanut, is also «lạc») are a way to match each of
    its words, so that a product with the other name has them all, and one with some of the words
    still has those.
    """
    names = _other_names(words, rules, typing=typing)
    silent = silent_places(
        [word.token for word in words], [word.read for word in words], lexicon=lexicon, rules=rules
    )
    bound = {
        at
        for at, (one, other) in enumerate(pairwise(words))
        if lexicon.folded_pairs.get((one.read, other.read), 0) >= _SIDE_BY_SIDE
    }
    made = [
        _group(
            word,
            names[at],
            lexicon,
            rules,
            open_end=typing and at == len(words) - 1,
            optional=at in silent,
            is_bound=at in bound,
            means_else=() if typing else _other_meanings(at, words, rules),
        )
        for at, word in enumerate(words)
    ]
    return tuple(_with_shares(made))


def _other_meanings(at: int, words: tuple[Reading, ...], rules: Rules) -> tuple[tuple[str, ...], ...]:
    """Return the phrases in which a word means something else than it does alone, but those that were typed."""
    asked = f" {' '.join(word.token.exact for word in words)} "
    phrases = rules.synonyms.unless.get((words[at].token.exact,), ())
    return tuple(phrase for phrase in phrases if f" {' '.join(phrase)} " not in asked)


def _other_names(words: tuple[Reading, ...], rules: Rules, *, typing: bool) -> list[_Names]:
    """Return for each word the other names of the longest run that it stands in."""
    names = [_Names()] * len(words)
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + rules.synonyms.longest), at, -1):
            found = _names_of(words[at:end], rules, is_open=typing and end == len(words))
            if found is not None:
                names[at:end] = [found] * (end - at)
                at = end
                break
        else:
            at += 1
    return names


def _names_of(run: tuple[Reading, ...], rules: Rules, *, is_open: bool) -> _Names | None:
    synonyms = rules.synonyms
    if is_open:
        begun = synonyms.begun(tuple(word.token.folded for word in run))
        return _Names(begun) if begun else None
    others = synonyms.by_exact.get(tuple(word.token.exact for word in run)) or synonyms.by_exact.get(
        tuple(word.written for word in run)
    )
    if others is not None:
        return _Names(others)
    if any(word.token.marked for word in run):
        return None
    # One syllable without marks is many words; a longer name is hardly another.
    others = synonyms.by_folded.get(tuple(word.read for word in run))
    return _Names(others, 1.0 if len(run) > 1 else 0.9) if others is not None else None


def _group(
    word: Reading,
    names: _Names,
    lexicon: Lexicon,
    rules: Rules,
    *,
    open_end: bool,
    optional: bool,
    is_bound: bool,
    means_else: tuple[tuple[str, ...], ...],
) -> Group:
    weights, token = rules.weights, word.token
    exact, folded = (token.exact,), (token.folded,)
    ways = [Alternative(exact, Form.EXACT, weights.exact, Tier.EXACT, open_end)]
    if means_else:
        # In those phrases it is another thing, and worth what another word's marks are.
        ways = [
            Alternative(exact, Form.EXACT, weights.exact, Tier.EXACT, unless=means_else),
            Alternative(exact, Form.EXACT, weights.other_accent, Tier.EXACT),
        ]
    if token.marked:
        ways.append(Alternative(folded, Form.EXACT, weights.folded, Tier.FOLDED, open_end))
        ways.append(Alternative(folded, Form.FOLDED, weights.other_accent, Tier.CORRECTED, open_end))
    else:
        ways.append(Alternative(folded, Form.FOLDED, weights.folded, Tier.FOLDED, open_end))
    if word.read != token.folded or (token.marked and word.written != token.exact):
        ways.append(Alternative((word.written,), Form.EXACT, weights.corrected, Tier.CORRECTED))
    if word.read != token.folded:
        ways.append(
            Alternative((word.read,), Form.FOLDED, weights.corrected * weights.folded, Tier.CORRECTED)
        )
    if word.read == token.folded and len(token.folded) >= _BEGUN and not lexicon.knows(token.folded):
        # Nobody sells «arabi»: then it is what begins so.
        ways.append(
            Alternative(folded, Form.FOLDED, weights.prefix * weights.folded, Tier.FOLDED, is_prefix=True)
        )
    best = Tier.EXACT if token.marked else Tier.FOLDED
    for other in names.others:
        weight = weights.synonym * names.share
        ways.append(Alternative(other, Form.EXACT, weight, best, unless=rules.synonyms.unless.get(other, ())))
        bare = tuple(fold(part) for part in other)
        if bare != other:
            # Where the goods themselves are written without marks.
            ways.append(Alternative(bare, Form.EXACT, weight * weights.folded, Tier.FOLDED))
    return Group(
        typed=token.typed,
        alternatives=tuple(ways[:1] if optional else _unique(ways)),
        idf=lexicon.idf(_count(ways, lexicon)),
        optional=optional,
        is_bound=is_bound,
    )


def _count(ways: list[Alternative], lexicon: Lexicon) -> int:
    """Return in about how many products the commonest good way stands."""
    most = 0
    for way in ways:
        if way.weight < _GOOD:
            continue
        counts = lexicon.exact if way.form is Form.EXACT else lexicon.folded
        if way.is_prefix:
            most = max(most, lexicon.count_beginning(way.tokens[-1], counts))
        else:
            most = max(most, min(counts.get(token, 0) for token in way.tokens))
    return most


def _with_shares(groups: list[Group]) -> Iterator[Group]:
    """Say how much of the question each required group is; where all are optional, none is."""
    required = [group for group in groups if not group.optional]
    if not required:
        groups = required = [replace(group, optional=False) for group in groups]
    parts = {
        id(group): group.idf * more for group, more in zip(required, chain(_HEAD, repeat(1.0)), strict=False)
    }
    whole = sum(parts.values())
    for group in groups:
        yield replace(group, share=parts.get(id(group), 0.0) / whole)


def silent_places(
    tokens: Sequence[Token], read: Sequence[str], *, lexicon: Lexicon, rules: Rules
) -> set[int]:
    """Return which words say nothing about goods; ``read`` are the words as they are understood."""
    # Who writes marks and leaves them off a word means the word without: «cho» (for), and no «chó», dog.
    with_marks = any(token.marked for token in tokens)
    found = {at for at, token in enumerate(tokens) if _says_nothing(token, with_marks=with_marks)}
    for at, pair in enumerate(pairwise(tokens)):
        if tuple(token.exact for token in pair) in _EMPTY_PAIRS or (
            not any(token.marked for token in pair) and (read[at], read[at + 1]) in _EMPTY_PAIRS_FOLDED
        ):
            found |= {at, at + 1}
        elif with_marks and pair[0].exact in _MEASURE_WORDS:
            # Where it measures: at the beginning, or after a number or what says nothing.
            before = tokens[at - 1].folded if at else ""
            name = read[at], read[at + 1]
            if name in lexicon.folded_pairs or name in rules.synonyms.pairs:
                continue
            if not at or at - 1 in found or before.isdigit():
                found |= {at, at - 1} if before.isdigit() else {at}
    if with_marks and len(tokens) > 1 and tokens[-1].exact in _ASKING_AT_THE_END:
        found.add(len(tokens) - 1)
    return found


def _says_nothing(token: Token, *, with_marks: bool) -> bool:
    if with_marks and token.exact in _EMPTY_WORDS:
        return True
    return not token.marked and token.folded in _EMPTY_WITHOUT_MARKS


def _unique(ways: list[Alternative]) -> Iterator[Alternative]:
    seen: set[tuple[tuple[str, ...], Form, bool, bool]] = set()
    for way in sorted(ways, key=lambda way: -way.weight):
        key = (way.tokens, way.form, way.is_prefix, bool(way.unless))
        if key not in seen:
            seen.add(key)
            yield way
