"""What of a question may be counted: nothing that says who asked it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text import MAX_TOKENS, split_words
from search.text.privacy import countable


@pytest.mark.parametrize(
    "number",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "0912-345-678",
        "0912 345.000",
        "(0912) 345 678",
        "09 12 34 56 78",
        "0 9 1 2 3 4 5 6 7 8",
        "+84 912 345 678",
        "+84(0)912345678",
        "0084912345678",
        "84912345678",
        "0233 3852 123",
        "(0233) 3.852.123",
        "3852123",
        "o912345678",
        "84.912.345.678",
        "0912/345/678",
        "0.9.1.2.3.4.5.6.7.8",
        "0912②③④⑤⑥⑦",
        "0️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣",
        "0912\u200b345\u200b678",
        "0912x345x678",
        "0912 và 345 và 678",
        "０９１２３４５６７８",
        "⁰⁹¹²³⁴⁵⁶⁷⁸",
        "٠٩١٢٣٤٥٦٧٨",
        "không chín một hai ba bốn năm sáu bảy tám",
        "khong chin mot hai ba bon nam sau bay tam",
        "không 9 một 2 ba 4 năm 6 bảy 8",
        "zero nine one two three four five six seven eight",
        "chín trăm mười hai ba trăm bốn lăm sáu bảy tám",
        "09 mười hai 34 56 78",
        "044190001234",
        "191234567",
        "01/01/1990",
        "4111 1111 1111 1111",
        "1903 2211 8820 19",
        # A letter stands for a digit: by its looks, or to be taken for a word.
        "09l2345678",
        "O9I2345678",
        "09l2 345 678",
        "0912 34S 678",
        "0912 345 67B",
        "B912345678",
        "0912345l",
        "09ll345678",
        "09a2345b78",
        "0912345678z",
        "zalo0912345678",
        "0912345678a",
        "09 l 2345678",
        "0912 l45 6 l 8",
        "0g12 3q5 678",
    ],
)
def test_number_of_a_person_is_cut_out(number: str) -> None:
    left = countable(f"mật ong {number}")
    assert left.startswith("mật ong")
    assert [char for char in left if char.isdigit()] == []
    assert set(left.split()) - {"mật", "ong", "và", "x"} == set()


@pytest.mark.parametrize(
    "mail",
    [
        "hong.nhung@example.vn",
        "hong.nhung+san@mail.example.com",
        "nhung @ gmail . com",
        "nhung a còng gmail chấm com",
        "nhung(at)example.vn",
        "nhung-at-gmail-dot-com",
        "nhung_at_gmail_com",
        "nhung at công ty chấm vn",
        "n h u n g @ g m a i l . c o m",
        "nhung gmail.com",
        "nhung gmail",
        "nhung protonmail",
        "nhung a-còng example chấm vn",
        "nhung a móc gmail.com",
        "nhung a vòng gmail",
        "nhung(a)gmail.com",
        "nhung [at] example [dot] vn",
        "nhung {at} example.vn",
        "nhung at gmail dot com",
        "nhung at example.vn",
        "nhung AT example DOT vn",
        "nhung%40example.vn",
        "nhung&#64;example.vn",
        "nhung＠example.vn",
        "@nhung.quangtri",
    ],
)
def test_mail_address_is_cut_out(mail: str) -> None:
    assert "nhung" not in countable(f"mật ong rừng {mail}")
    assert countable(f"mật ong rừng {mail}").startswith("mật ong")


@pytest.mark.parametrize(
    "link",
    [
        "https://example.vn/nhung?sdt=1",
        "http://example.vn",
        "www.nhung.example",
        "facebook.com/nhung.le",
        "zalo.me/0912345678",
        "shop.nhung.com.vn",
    ],
)
def test_link_is_cut_out(link: str) -> None:
    assert countable(f"mật ong {link}") == "mật ong"


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ("  CÀ   phê!  ", "cà phê"),
        ("Gạo 5kg dưới 200.000", "gạo 5kg dưới 200.000"),
        ("tiêu từ 1.200.000 đ", "tiêu từ 1.200.000 đ"),
        ("mật ong 0,5kg", "mật ong 0,5kg"),
        ("rượu 500ml 29 độ", "rượu 500ml 29 độ"),
        ("nước mắm 1l 1l5 500ml", "nước mắm 1l 1l5 500ml"),
        ("sữa 12x330ml 24", "sữa 12x330ml 24"),
        ("gạo st25 5kg 10kg", "gạo st25 5kg 10kg"),
        ("cà phê 3in1 b12 15g", "cà phê 3in1 b12 15g"),
        ("khăn 1m2 1m6", "khăn 1m2 1m6"),
        ("dầu 5 l 10 l", "dầu 5 l 10 l"),
        ("ocop 4 sao 2025", "ocop 4 sao 2025"),
        ("chuối chín", "chuối chín"),
        ("cà phê a công phin", "cà phê a công phin"),
        ("ba chỉ heo năm lạng", "ba chỉ heo năm lạng"),
        ("<b>nón lá</b>", "nón lá"),
        ("mật ong 0912345 x 6789012", "mật ong"),
        ("12345", ""),
        ("!!!", ""),
        ("", ""),
    ],
)
def test_what_is_asked_of_goods_stays(typed: str, counted: str) -> None:
    assert countable(typed) == counted


@given(st.text(max_size=300))
def test_any_text_is_counted_short_and_the_same_twice(text: str) -> None:
    once = countable(text)
    assert countable(once) == once
    assert len(once) <= 200
    assert len(split_words(once)) <= MAX_TOKENS
    assert "@" not in once
