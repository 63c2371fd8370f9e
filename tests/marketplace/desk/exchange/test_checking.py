"""The dry run says listing by listing what would happen, and nothing happens."""

import errno
import io
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from PIL import ExifTags, Image
from wagtail.models import Revision

from marketplace.accounts.models import User
from marketplace.desk.exchange import checking
from marketplace.desk.exchange.checking import check_import
from marketplace.desk.exchange.enums import JobState
from marketplace.desk.exchange.models import ImportJob
from marketplace.desk.exchange.services import FOLDER, leave_job, open_import, take_job
from marketplace.desk.exchange.writing import export
from marketplace.listings.models import Listing, Offer
from marketplace.stalls.models import Stall
from tests.factories.catalogue import CategoryFactory, published_product
from tests.factories.listings import listing_draft, picture_bytes, price_of, submitted
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.exchange.sheets import (
    as_csv,
    as_xlsx,
    coffee,
    kinds,
    only,
    pictures,
    send,
    zip_of,
)
from tests.marketplace.desk.keeper import keeper_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def category() -> Any:
    return CategoryFactory.create(name="Cà phê")


@pytest.fixture
def stall() -> Stall:
    return StallFactory.create()


@pytest.fixture
def keeper(stall: Stall) -> User:
    return keeper_of(stall)


def changes(job: ImportJob) -> list[list[Any]]:
    return [change[1:] for change in only(job).changes]


def problems(job: ImportJob) -> list[list[Any]]:
    return [list(problem) for item in job.items.all() for problem in item.problems]


def test_new_listing_is_told_and_not_written(stall: Stall, keeper: User) -> None:
    job = send(stall, keeper, as_csv([coffee(pictures="a.jpg")]), pictures=pictures("a.jpg"))
    assert (job.state, job.problem, job.line_count, job.total, job.done) == (JobState.CHECKED, "", 1, 1, 1)
    assert kinds(job) == ["new"]
    assert only(job).problems == []
    assert ["price", "", "98000"] in changes(job)
    assert ["pictures", "", "a.jpg"] in changes(job)
    assert (Listing.objects.count(), Offer.objects.count(), Revision.objects.count()) == (0, 0, 0)


def test_what_was_sent_lies_in_private_storage_until_it_was_read(stall: Stall, keeper: User) -> None:
    job = open_import(
        stall=stall,
        table=io.BytesIO(as_csv([coffee()])),
        name="C:\\Users\\Hạnh\\hang.csv",
        pictures=io.BytesIO(pictures("a.jpg")),
        by=keeper,
    )
    files = (job.table_file, job.zip_file)
    assert job.file_name == "hang.csv"
    assert all(name.startswith(f"{FOLDER}/") and storages["private"].exists(name) for name in files)
    check_import(job_pk=job.pk)
    assert not any(storages["private"].exists(name) for name in files)


@pytest.mark.parametrize("is_csv", [True, False])
def test_export_sent_back_as_it_is_changes_nothing(stall: Stall, keeper: User, is_csv: bool) -> None:  # noqa: FBT001 - a parameter
    published_product(stall=stall, price=98_000, stock=7)
    published_product(stall=stall, ocop_stars=4)
    listing_draft(
        stall=stall,
        title="=SUM(A1)",
        description="Dòng một\r\n\r\n-Dòng hai",
        variants=[price_of(50_000, sku="0012"), price_of(60_000, price_was=70_000, net_quantity=None)],
    )
    listing_draft(stall=stall, origin_ward=None, photos=[], variants=[price_of(0, 0)])
    listing_draft(stall=stall, title="#N/A", description="#REF!")  # a spreadsheet's own words for a fault
    job = send(stall, keeper, export(stall=stall, is_csv=is_csv), name="hang.xlsx")
    assert [(item.kind, item.changes, item.problems) for item in job.items.all()] == [
        ("unchanged", [], [])
    ] * 5


def test_only_what_differs_is_a_change(stall: Stall, keeper: User) -> None:
    listing = listing_draft(stall=stall, title="Cà phê cũ", variants=[price_of(98_000, 12, sku="V1")])
    row = {
        "sku": listing.sku,
        "title": "Cà phê mới",
        "price": "98.000",
        "stock": "15",
        "label:usage": "Pha phin",
    }
    job = send(stall, keeper, as_csv([row]))
    assert kinds(job) == ["changed"]
    assert changes(job) == [["title", "Cà phê cũ", "Cà phê mới"], ["stock", "12", "15"]]


def test_empty_cell_keeps_and_the_word_for_empty_empties(stall: Stall, keeper: User) -> None:
    listing = listing_draft(
        stall=stall, description="Cũ", variants=[price_of(98_000, sku="V1", weight_g=300)]
    )
    assert kinds(send(stall, keeper, as_csv([{"sku": listing.sku, "description": "", "price": ""}]))) == [
        "unchanged"
    ]
    job = send(stall, keeper, as_csv([{"sku": listing.sku, "description": "(xóa)", "weight_g": "(XOÁ)"}]))
    assert changes(job) == [["description", "Cũ", ""], ["weight_g", "300", ""]]
    refused = send(stall, keeper, as_csv([{"sku": listing.sku, "price": "(xóa)"}]))
    assert problems(refused) == [
        [2, "price", "Giá và số còn không bỏ trống được. Ghi một số, hoặc để trống ô."]
    ]


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        (
            {"sku": ""},
            "sku",
            "Dòng này chưa có mã hàng. Ô gộp chỉ giữ mã ở dòng đầu: bỏ gộp rồi ghi mã vào từng dòng.",
        ),
        ({"sku": "CF 1"}, "sku", "Mã tối đa 40 chữ, không có khoảng trắng hay dấu /, ví dụ CF-250."),
        ({"title": "a" * 121}, "title", "Phần này dài quá: tối đa 120 ký tự, bạn đang có 121."),
        ({"title": ""}, "title", "Bạn chưa điền tên hàng."),
        (
            {"category": "Trà"},
            "category",
            "Không có danh mục «Trà». Chép đúng tên ở tờ hướng dẫn của tệp mẫu.",
        ),
        (
            {"label_group": "Lạ"},
            "label_group",
            "Không có nhóm nhãn «Lạ». Chép đúng tên ở tờ hướng dẫn của tệp mẫu.",
        ),
        ({"province": "Atlantis"}, "province", "Không có tỉnh, thành phố «Atlantis»."),
        ({"price": "rẻ"}, "price", "Giá chỉ gồm chữ số, ví dụ 98.000."),
        ({"price": "0"}, "price", "Giá cần lớn hơn 0."),
        ({"price_was": "90.000"}, "price_was", "Giá cũ phải cao hơn giá đang bán."),
        ({"stock": "-1"}, "stock", "Số còn không thể âm. Hết hàng thì ghi 0."),
        ({"stock": "1000001"}, "stock", "Số còn nhiều nhất là 1.000.000. Có nhiều hơn thì ghi 1.000.000."),
        ({"stock": "nhiều"}, "stock", "Số còn là một số tròn, ví dụ 12. Hết hàng thì ghi 0."),
        ({"weight_g": "0"}, "weight_g", "Số này nhỏ quá. Ghi từ 1 trở lên."),
        ({"net_quantity": "0,12345"}, "net_quantity", "Số này lẻ quá: sau dấu phẩy nhiều nhất 3 chữ số."),
        ({"net_quantity": "vài"}, "net_quantity", "Chỗ này cần một số, ví dụ 0,5 hoặc 250."),
        ({"unit": ""}, "unit", "Bạn chưa điền đơn vị bán."),
        (
            {"label:specifications": "to"},
            "label:specifications",
            "Nhãn của nhóm «Thực phẩm» không có mục này. Để trống ô.",
        ),
        ({"pictures": "a.jpg"}, "pictures", "Có tên ảnh «a.jpg» mà không gửi tệp ZIP ảnh."),
    ],
)
def test_wrong_cell_is_refused_with_its_column_and_reason(
    stall: Stall, keeper: User, cells: dict[str, str], column: str, words: str
) -> None:
    job = send(stall, keeper, as_csv([{**coffee(), **cells}]))
    assert kinds(job) == ["refused"]
    assert problems(job) == [[2, column, words]]
    assert Listing.objects.count() == 0


def test_formula_refuses_its_listing_and_no_other(stall: Stall, keeper: User) -> None:
    rows = [{**coffee("CF-1"), "price": "=1+1"}, coffee("CF-2")]
    job = send(stall, keeper, as_xlsx(rows), name="hang.xlsx")
    assert kinds(job) == ["refused", "new"]
    assert [problem for problem in problems(job) if problem[1] == "price"] == [
        [2, "price", "Ô có công thức. Chép rồi dán lại thành giá trị."]
    ]


def test_lines_of_one_code_are_variants_and_stand_or_fall_together(stall: Stall, keeper: User) -> None:
    second = {"sku": "CF-1", "variant_sku": "CF-1-500", "unit": "túi 500 g", "price": "180.000"}
    job = send(stall, keeper, as_csv([coffee(), second, coffee("CF-2")]))
    assert kinds(job) == ["new", "new"]
    broken = send(stall, keeper, as_csv([coffee(), {**second, "price": "x"}, coffee("CF-2")]))
    assert kinds(broken) == ["refused", "new"]
    unlike = send(stall, keeper, as_csv([coffee(), {**second, "title": "Khác"}]))
    assert problems(unlike) == [
        [3, "title", "Các dòng cùng mã hàng phải ghi giống nhau ở cột này, hoặc chỉ ghi ở dòng đầu."]
    ]
    nameless = send(stall, keeper, as_csv([coffee(), {**second, "variant_sku": ""}]))
    assert problems(nameless) == [
        [3, "variant_sku", "Mặt hàng có nhiều quy cách thì mỗi dòng phải ghi mã quy cách."]
    ]
    twice = send(stall, keeper, as_csv([coffee(), {**second, "variant_sku": "CF-1-250"}]))
    assert problems(twice) == [[3, "variant_sku", "Có hai dòng cùng mã quy cách."]]


def test_code_of_a_variant_belongs_to_one_listing(stall: Stall, keeper: User) -> None:
    listing_draft(stall=stall, sku="OLD", variants=[price_of(1000, sku="X1")])
    listing_draft(stall=StallFactory.create(), sku="OTHER", variants=[price_of(1000, sku="X2")])
    rows = [coffee("A", variant_sku="X1"), coffee("B", variant_sku="X2"), coffee("C", variant_sku="X2")]
    job = send(stall, keeper, as_csv(rows))
    assert kinds(job) == ["refused", "new", "refused"]
    assert [words for _line, _column, words in problems(job)] == [
        "Mã «X1» đang dùng cho mặt hàng OLD.",
        "Mã «X2» đang dùng cho mặt hàng B.",
    ]


def test_line_that_takes_a_code_which_is_another_listings_does_not_refuse_that_listing(
    stall: Stall, keeper: User
) -> None:
    listing_draft(stall=stall, sku="OLD", variants=[price_of(1000, sku="X1")])
    own = {"sku": "OLD", "variant_sku": "X1", "price": "2.000"}
    job = send(stall, keeper, as_csv([coffee("A", variant_sku="X1"), own]))
    assert kinds(job) == ["refused", "changed"]
    assert problems(job) == [[2, "variant_sku", "Mã «X1» đang dùng cho mặt hàng OLD."]]


def test_what_waits_for_the_department_takes_price_and_stock_alone(stall: Stall, keeper: User) -> None:
    listing = listing_draft(stall=stall, variants=[price_of(98_000, 5, sku="V1")])
    submitted(listing)
    assert kinds(send(stall, keeper, as_csv([{"sku": listing.sku, "price": "99.000"}]))) == ["changed"]
    job = send(stall, keeper, as_csv([{"sku": listing.sku, "title": "Tên khác"}]))
    assert problems(job) == [
        [2, "sku", "Bản trước đang chờ Sở duyệt. Rút lại bản đó, hoặc chỉ đổi giá và số còn."]
    ]


def test_bad_picture_refuses_its_line_and_names_why(stall: Stall, keeper: User) -> None:
    files = {
        "good.png": picture_bytes(),
        "svg.jpg": b"<svg onload='x'/>",
        "small.png": picture_bytes(size=(20, 20)),
    }
    names = ("good.png", "svg.jpg", "small.png", "none.jpg")
    rows = [coffee(f"CF-{number}", pictures=name) for number, name in enumerate(names)]
    job = send(stall, keeper, as_csv(rows), pictures=zip_of(files))
    assert kinds(job) == ["new", "refused", "refused", "refused"]
    assert [words for _line, _column, words in problems(job)] == [
        "svg.jpg: Tệp này không phải ảnh JPEG, PNG, WebP, AVIF hay HEIC đọc được.",
        "small.png: Ảnh nhỏ quá, nhìn không rõ hàng. Mỗi cạnh cần ít nhất 200 điểm ảnh.",
        "Trong tệp ZIP không có ảnh «none.jpg», hoặc có hai ảnh trùng tên.",
    ]


def test_picture_of_the_zip_loses_the_place_where_it_was_taken(stall: Stall, keeper: User) -> None:
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (16.0, 45.0, 0.0)
    target = io.BytesIO()
    Image.new("RGB", (400, 300), "brown").save(target, "JPEG", exif=exif)
    assert Image.open(io.BytesIO(target.getvalue())).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    job = send(
        stall, keeper, as_csv([coffee(pictures="a.jpg")]), pictures=zip_of({"a.jpg": target.getvalue()})
    )
    assert kinds(job) == ["new"]
    with storages["private"].open(job.pictures["a.jpg"][0]) as file:
        assert dict(Image.open(file).getexif()) == {}


def test_file_that_is_no_table_is_refused_as_a_whole(stall: Stall, keeper: User) -> None:
    job = send(stall, keeper, b"a,b\r\n1,2\r\n")
    assert job.state == JobState.REFUSED
    assert job.problem.startswith("Không thấy cột «Mã hàng».")
    assert list(job.items.all()) == []


def test_look_that_fails_in_a_way_nobody_thought_of_ends_and_leaves_room_for_the_next(
    stall: Stall, keeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_file: object) -> None:
        raise ArithmeticError

    with monkeypatch.context() as broken:
        broken.setattr(checking, "read_table", fail)
        jobs = [send(stall, keeper, as_csv([coffee()])) for _ in range(3)]
    words = "Sàn không đọc được tệp này. Lưu lại thành CSV UTF-8 rồi gửi, hoặc báo Sở nếu vẫn không được."
    assert [(job.state, job.problem, job.worker) for job in jobs] == [(JobState.REFUSED, words, "")] * 3
    assert not any(storages["private"].exists(job.table_file) for job in jobs if job.table_file)
    assert kinds(send(stall, keeper, as_csv([coffee()]))) == ["new"]


def test_look_that_lost_the_database_is_left_for_the_next_worker(
    stall: Stall, keeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_file: object) -> None:
        raise OperationalError

    monkeypatch.setattr(checking, "read_table", fail)
    with pytest.raises(OperationalError):
        send(stall, keeper, as_csv([coffee()]))
    assert ImportJob.objects.get().state == JobState.CHECKING


# Each with a picture of a colour of its own: one that another test of this process stored would not be saved again.
@pytest.mark.parametrize(
    ("method", "colour"),
    [("open", "#13579b"), ("exists", "#9b1357"), ("save", "#579b13"), ("delete", "#2468ac")],
)
def test_look_that_lost_the_storage_for_a_moment_refuses_nothing_and_the_next_worker_reads_the_table(
    stall: Stall, keeper: User, monkeypatch: pytest.MonkeyPatch, method: str, colour: str
) -> None:
    def fail(_name: str, *_args: object) -> None:
        monkeypatch.undo()  # back before anything else is asked of it
        raise OSError(errno.EIO, "away")

    table, shown = as_csv([coffee(pictures="a.jpg")]), zip_of({"a.jpg": picture_bytes(colour)})
    sent = open_import(
        stall=stall, table=io.BytesIO(table), name="a.csv", pictures=io.BytesIO(shown), by=keeper
    )
    monkeypatch.setattr(storages["private"], method, fail)
    with pytest.raises(OSError, match="away"):
        check_import(job_pk=sent.pk)
    job = ImportJob.objects.get()
    assert (job.state, job.problem, storages["private"].exists(job.table_file)) == (
        JobState.CHECKING,
        "",
        True,
    )

    leave_job(job)
    assert check_import(job_pk=job.pk)
    job.refresh_from_db()
    assert (job.state, kinds(job), problems(job)) == (JobState.CHECKED, ["new"], [])
    assert storages["private"].exists(job.pictures["a.jpg"][0])


def test_table_is_refused_though_reading_it_fails_as_a_storage_does(
    stall: Stall, keeper: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_file: object) -> None:
        raise OSError(errno.EINVAL, "negative seek")

    monkeypatch.setattr(checking, "read_table", fail)
    job = send(stall, keeper, as_csv([coffee()]))
    assert (job.state, list(job.items.all())) == (JobState.REFUSED, [])
    assert job.problem.startswith("Sàn không đọc được tệp này.")


def test_queries_of_the_look_grow_by_batches_and_not_by_rows(stall: Stall, keeper: User) -> None:
    for number in range(50):
        listing_draft(stall=stall, sku=f"CF-{number}", photos=[])

    def cost(count: int) -> int:
        rows = [
            {"sku": f"CF-{number}", "title": f"Tên {number}", "price": "99.000"} for number in range(count)
        ]
        with CaptureQueriesContext(connection) as queries:
            job = send(stall, keeper, as_csv(rows))
        assert kinds(job) == ["changed"] * count
        return len(queries)

    cost(2)
    assert cost(50) == cost(2)
    assert cost(50) <= 45


def test_second_worker_does_not_look_at_the_same_table(stall: Stall, keeper: User) -> None:
    job = send(stall, keeper, as_csv([coffee()]))
    ImportJob.objects.filter(pk=job.pk).update(state=JobState.CHECKING)
    assert take_job(job_pk=job.pk, state=JobState.CHECKING) is not None
    assert check_import(job_pk=job.pk) is False
    assert len(job.items.all()) == 1
