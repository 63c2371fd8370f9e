"""Words in texts: whole, with marks first, past their false friends, at offsets a page can mark."""

import io

import pytest
from PIL import Image, ImageDraw

from marketplace.core.phrases import find_phrases, fold, title_key
from marketplace.listings.screening.contacts import find_contacts
from marketplace.listings.screening.likeness import distance, likeness_of
from marketplace.listings.screening.setup import starting_rules


def hits(code: str, text: str) -> list[tuple[str, bool]]:
    rule = next(row for row in starting_rules()["rules"] if row["code"] == code)
    found = find_phrases(
        text, rule["words"], masks=rule["masks"], is_accented_only=rule.get("accented", False)
    )
    return [(text[hit.start : hit.end], hit.is_exact) for hit in found]


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("ma-tuy", "Bán cần sa loại một", [("cần sa", True)]),
        ("ma-tuy", "Ban can sa loai mot", [("can sa", False)]),
        ("ma-tuy", "Rượu cần sáu ống", []),
        ("ma-tuy", "Rau cần tây sạch", []),
        ("hoang-da", "Mật ong rừng, lá rừng", []),
        ("hoang-da", "THỊT  RỪNG tươi", [("THỊT  RỪNG", True)]),
        ("thuoc-la-dien-tu", "Nghe podcast, thắp tinh dầu tràm", []),
        ("thuoc-la-dien-tu", "Có pod mới", [("pod", True)]),
        ("nhat", "Biển Nhật Lệ, cà phê Nhật Bản", []),
        ("nhat", "Xã Thống Nhất, giống đồng nhất, nhất định ngon", []),
        ("nhat", "Ngon nhất tỉnh, số 1 miền Trung, số 10 Lê Lợi", [("nhất", True), ("số 1", True)]),
        ("nhat", "Ngon nhat tinh", []),
        ("chua-benh", "Giúp CHỮA MẤT NGỦ, mát gan", [("CHỮA MẤT NGỦ", True)]),
        ("chua-benh", "Thực phẩm này không có tác dụng thay thế thuốc chữa bệnh", []),
        ("chua-benh", "Chua khoi ung thu", [("Chua khoi ung thu", False)]),
        ("an-toan-tuyet-doi", "Cam kết 100% hài lòng", [("Cam kết 100%", True)]),
        ("hang-gia", "Hàng rep 1:1 như thật", [("rep 1:1", True)]),
        ("thuoc-bao-ve-thuc-vat", "Rau không thuốc trừ sâu", []),
        ("tien-giay-to", "Hoa bằng lăng tím", []),
        ("huu-co-vietgap", "Bón phân hữu cơ", []),
    ],
)
def test_rule_finds_its_words_and_not_their_false_friends(
    code: str, text: str, expected: list[tuple[str, bool]]
) -> None:
    assert hits(code, text) == expected


def test_word_with_other_marks_is_another_word() -> None:
    assert list(find_phrases("cân sả", ["cần sa"])) == []
    assert [hit.is_exact for hit in find_phrases("cần sa và can sa", ["cần sa"])] == [True, False]


def test_of_overlapping_phrases_as_long_as_each_other_one_wins_in_every_process() -> None:
    pairs = [
        (f"{first}a b", f"b c{first}") for first in "dghklmnpqr"
    ]  # a set's order is another one in each process
    text = ". ".join(f"{first} {second.removeprefix('b ')}" for first, second in pairs)
    found = [hit.phrase for pair in pairs for hit in find_phrases(text, reversed(pair))]
    assert found == [min(pair) for pair in pairs]


def test_harmless_phrases_are_read_once_and_hold_without_marks_too() -> None:
    masks = iter([" cần tây ", ""])
    assert list(find_phrases("can tay, cần tây", ["cần tây"], masks=masks)) == []


def test_longest_phrase_wins_and_offsets_are_of_the_text_as_written() -> None:
    text = "Đặc sản. Chữa khỏi ung thư İ ngay"
    found = list(find_phrases(text, ["chữa khỏi", "chữa khỏi ung thư"]))
    assert [text[hit.start : hit.end] for hit in found] == ["Chữa khỏi ung thư"]
    assert len(fold(text)) == len(text)


def test_titles_meet_without_marks_case_and_punctuation() -> None:
    assert title_key("Tiêu đen  CÙA – 500g!") == title_key("tieu den cua 500G") == "tieu den cua 500g"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gọi 0912 345 678 nhé", ["0912 345 678"]),
        ("Gọi +84 912.345.678", ["+84 912.345.678"]),
        ("Lô 20261126001, 250 g, năm 2026", []),
        ("Thư ban@htx.example.vn hoặc www.htx.vn/mua", ["ban@htx.example.vn", "www.htx.vn/mua"]),
        ("Xem shopcuatoi.com", ["shopcuatoi.com"]),
        ("Rang mộc.Vị đắng", []),
    ],
)
def test_contacts_are_numbers_letters_and_links(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in find_contacts(text)] == expected


def drawing(
    *,
    size: tuple[int, int] = (640, 480),
    quality: int = 90,
    mirrored: bool = False,
    upside_down: bool = False,
) -> bytes:
    picture = Image.new("RGB", (640, 480), "khaki")
    pen = ImageDraw.Draw(picture)
    # No two neighbouring fields are equally bright, so that the hash has something to say everywhere.
    for row in range(8):
        for column in range(9):
            light = (row * 37 + column * column * 53) % 224 + 16
            pen.rectangle((column * 71, row * 60, column * 71 + 71, row * 60 + 60), fill=(light, light, 90))
    if mirrored:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if upside_down:
        picture = picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    target = io.BytesIO()
    picture.resize(size).save(target, "JPEG", quality=quality)
    return target.getvalue()


def test_same_picture_smaller_and_coarser_looks_the_same_and_another_does_not() -> None:
    first, copy, other = (
        likeness_of(data)
        for data in (drawing(), drawing(size=(400, 300), quality=45), drawing(mirrored=True))
    )
    assert first is not None
    assert copy is not None
    assert other is not None
    assert distance(first.text, copy.text) <= 3
    assert set(zip(range(4), first.bands, strict=True)) & set(zip(range(4), copy.bands, strict=True))
    assert distance(first.text, other.text) > 12


def test_plain_surface_is_like_nothing() -> None:
    target = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(target, "PNG")
    assert likeness_of(target.getvalue()) is None
