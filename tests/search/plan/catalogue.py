"""A small catalogue for planning: what the lexicon knows and what stands on it."""

from collections import Counter
from itertools import pairwise

from search.plan import Lexicon, Mode, Plan, Rules, SynonymGroup, Synonyms, make_plan
from search.text import normalise

TITLES = (
    "Cà phê Arabica Khe Sanh rang xay 250g",
    "Cà phê Robusta Khe Sanh 500g",
    "Cà phê hòa tan Hướng Phùng",
    "Nước mắm cá cơm Cửa Việt 500ml",
    "Nước mắm Mỹ Thủy cá nục 1 lít",
    "Nước mắm Bảo Ninh",
    "Mật ong rừng Đakrông",
    "Mật ong hoa rừng Minh Hóa",
    "Sâm Bố Chính khô",
    "Sâm Bố Chính tươi",
    "Cá nục hấp chín",
    "Trà vằng La Vang túi lọc",
    "Chè vằng khô",
    "Cao chè vằng",
    "Khoai deo Hải Ninh",
    "Củ ném Vĩnh Linh",
    "Hành tăm khô",
    "Lạc nhân Cam Lộ",
    "Đậu phộng rang",
    "Ngô nếp khô",
    "Bắp cải trái tim",
    "Nệm bông ép",
    "Chiếu cói An Xá",
    "Rượu Kim Long gạo nếp",
)


def lexicon(titles: tuple[str, ...] = TITLES) -> Lexicon:
    words: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for title in titles:
        tokens = normalise(title).exact.split()
        words.update(set(tokens))
        pairs.update(set(pairwise(tokens)))
    return Lexicon(len(titles), words, pairs)


SYNONYMS = Synonyms(
    (
        SynonymGroup(("hành tăm", "củ ném", "ném")),
        SynonymGroup(("đậu phộng", "lạc", "đậu phụng")),
        SynonymGroup(("ngô", "bắp"), unless=("bắp cải",)),
        SynonymGroup(("coffee", "cà phê"), one_way=True),
        SynonymGroup(("trà", "chè")),
    )
)
KNOWN = lexicon()


def plan(text: str, *, rules: Rules | None = None, mode: Mode = Mode.SEARCH) -> Plan:
    return make_plan(text, lexicon=KNOWN, rules=rules or Rules(synonyms=SYNONYMS), mode=mode)
