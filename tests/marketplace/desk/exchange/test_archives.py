"""ZIPs that want to do harm are refused by their directory; what is in a good one is found by name."""

import io
import stat
import unicodedata
import zipfile

import pytest

from marketplace.desk.exchange import archives
from marketplace.desk.exchange.archives import Pictures
from marketplace.desk.exchange.errors import FileProblemError
from tests.factories.listings import picture_bytes
from tests.marketplace.desk.exchange.sheets import zip_of

PHOTO = picture_bytes()


def refused(data: bytes) -> str:
    with pytest.raises(FileProblemError) as caught:
        Pictures(io.BytesIO(data))
    return caught.value.message


@pytest.mark.parametrize(
    "name", ["../a.jpg", "/etc/a.jpg", "x/../../a.jpg", "..\\a.jpg", "C:\\a.jpg", "C:/a.jpg"]
)
def test_path_that_leads_out_is_refused(name: str) -> None:
    assert "trỏ ra ngoài tệp nén" in refused(zip_of({name: PHOTO}))


def test_link_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        entry = zipfile.ZipInfo("a.jpg")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert "trỏ ra ngoài tệp nén" in refused(target.getvalue())


def test_bomb_is_refused_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zip_of({"a.jpg": b"\0" * 11_000_000}, method=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 20_000

    def never(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("something was unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "open", never)
    assert refused(bomb) == "«a.jpg» phồng lên quá nhiều khi mở ra, không phải ảnh. Bỏ tệp đó rồi nén lại."


def test_too_many_files_too_much_in_all_and_too_large_a_picture_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert refused(zip_of({f"{number}.jpg": b"x" for number in range(2001)})) == (
        "Tệp nén có quá nhiều tệp bên trong, tối đa 2000."
    )
    assert "nặng quá 12 MB" in refused(zip_of({"a.jpg": b"x" * (12 * 1024 * 1024 + 1)}))
    monkeypatch.setattr(archives, "MAX_UNPACKED", 1_000_000)
    assert refused(zip_of({f"{number}.jpg": b"x" * 600_000 for number in range(2)})) == (
        "Tệp nén mở ra lớn quá 1 MB. Chia nhỏ rồi gửi."
    )


@pytest.mark.parametrize("name", ["in.zip", "in.rar", "in.7z", "in.xlsx"])
def test_archive_in_an_archive_is_refused(name: str) -> None:
    assert "là tệp nén nằm trong tệp nén" in refused(zip_of({name: b"PK"}))


@pytest.mark.parametrize("name", ["a.svg", "a.exe", "a.gif", "a", "a.jpg.js"])
def test_what_is_no_picture_is_named(name: str) -> None:
    assert refused(zip_of({name: b"x"})).startswith(f"«{name}» không phải ảnh.")


def test_locked_and_broken_archives_are_refused() -> None:
    data = bytearray(zip_of({"a.jpg": PHOTO}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refused(bytes(data)) == "Tệp có mật khẩu. Bỏ mật khẩu rồi gửi lại."
    assert refused(b"no zip").startswith("Tệp nén này hỏng")


def test_what_a_computer_adds_by_itself_is_passed_over() -> None:
    names = ["__MACOSX/anh/._a.jpg", "anh/.DS_Store", "Thumbs.db", "anh/"]
    found = Pictures(io.BytesIO(zip_of({**dict.fromkeys(names, b""), "anh/a.jpg": PHOTO})))
    assert len(found) == 1


def test_picture_is_found_by_name_whatever_the_system_wrote_it_with() -> None:
    found = Pictures(io.BytesIO(zip_of({unicodedata.normalize("NFD", "Ảnh/Cà Phê.JPG"): PHOTO})))
    for name in ("cà phê.jpg", "Ảnh/Cà phê.jpg", "./ảnh\\CÀ PHÊ.jpg"):
        opened = found.open(name)
        assert opened is not None
        assert opened.read() == PHOTO
    assert found.open("khác.jpg") is None


@pytest.mark.parametrize(
    "written",
    [
        unicodedata.normalize("NFD", "Ảnh/Cà phê.jpg").encode(),  # the Finder
        "Ảnh/Cà phê.jpg".encode(),
        b"A\xd2nh/C\xe0 ph\xea.jpg",  # the Explorer of a Vietnamese Windows
    ],
)
def test_picture_is_found_where_the_archive_does_not_say_how_its_names_are_written(written: bytes) -> None:
    plain = b"X" * len(written)
    data = zip_of({plain.decode(): PHOTO, "a.jpg": picture_bytes("green")}).replace(plain, written)
    found = Pictures(io.BytesIO(data))
    for name in ("Cà phê.jpg", "ảnh/cà phê.jpg"):
        opened = found.open(name)
        assert opened is not None
        assert opened.read() == PHOTO
    assert len(found) == 2


def test_two_pictures_of_one_name_are_told_apart_by_their_folders() -> None:
    found = Pictures(io.BytesIO(zip_of({"a/1.jpg": PHOTO, "b/1.jpg": picture_bytes("green")})))
    assert found.open("1.jpg") is None
    second = found.open("b/1.jpg")
    assert second is not None
    assert second.read() == picture_bytes("green")
