"""The pages of ``/mo-gian-hang/``: what is sent is kept, files are looked into, and nobody meets another's."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation
from PIL import Image

from marketplace.accounts.models import Consent, User
from marketplace.core.documents import UNPUBLISHED
from marketplace.stalls.dossiers.decisions import PaperDecision, request_changes, words_of
from marketplace.stalls.enums import DossierState, MemberRole
from marketplace.stalls.models import Dossier, DossierDocument, StallMember
from tests.factories.dossiers import (
    draft_dossier,
    load_rules,
    paper_rule,
    photo,
    submitted_dossier,
    verified_dossier,
)
from tests.factories.people import UserFactory, officer
from tests.factories.places import load_few_places
from tests.factories.stalls import StallFactory
from tests.marketplace.desk.keeper import soup
from tests.marketplace.english import left_over

pytestmark = pytest.mark.django_db

START = "/mo-gian-hang/"


@pytest.fixture
def keeper(client: Client) -> User:
    load_rules()
    load_few_places()
    user = UserFactory.create(full_name="Nguyễn Thị Lài")
    client.force_login(user)
    return user


def upload(client: Client, data: bytes, name: str = "giay.jpg", kind: str = "image/jpeg") -> int:
    url = reverse("stalls:send_paper", args=(paper_rule().pk,))
    return client.post(url, {"file": SimpleUploadedFile(name, data, kind)}).status_code


def test_stranger_reads_what_is_needed_and_is_led_to_an_account(client: Client) -> None:
    load_rules()
    page = client.get(START)
    text = page.content.decode()
    assert page.status_code == 200
    assert "Giấy chứng nhận đăng ký hộ kinh doanh" in text
    assert f"{reverse('accounts:register')}?next={START}" in text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert client.get(reverse("stalls:facts")).status_code == 302
    assert (
        client.post(reverse("stalls:begin"))["Location"]
        == f"{reverse('accounts:login')}?next=/mo-gian-hang/loai/"
    )
    assert list(Dossier.objects.all()) == []


def test_whole_road_from_the_first_page_to_the_queue(client: Client, keeper: User) -> None:
    assert client.post(reverse("stalls:begin"))["Location"] == reverse("stalls:kind")
    answer = client.post(reverse("stalls:kind"), {"kind": "household", "name": "Tiêu Cùa Bà Lài"})
    assert answer["Location"] == reverse("stalls:facts")
    facts = {
        "legal_name": "Hộ kinh doanh Nguyễn Thị Lài",
        "representative": "Nguyễn Thị Lài",
        "birth_date": "02/03/1968",
        "personal_id": "045 168 000 001",
        "residence": "Thôn Mai Lộc 2, xã Cam Lộ",
        "tax_code": "045168000001",
        "registration_no": "44H8000999",
        "registration_date": "2020-02-07",
        "registration_authority": "UBND xã Cam Lộ",
    }
    assert client.post(reverse("stalls:facts"), facts)["Location"] == reverse("stalls:contact")
    place = {"ward": "19597", "street": "Thôn Xa Ry", "phone": "0912 345 678", "email": "lai@example.vn"}
    assert client.post(reverse("stalls:contact"), place)["Location"] == reverse("stalls:bank")
    bank = {"bank_bin": "970405", "bank_number": "0044 0000 01", "bank_holder": "NGUYEN THI LAI"}
    assert client.post(reverse("stalls:bank"), bank)["Location"] == reverse("stalls:papers")
    # Somebody who comes back goes on where it stopped.
    assert client.get(START)["Location"] == reverse("stalls:papers")
    assert upload(client, photo().read()) == 302
    assert client.get(START)["Location"] == reverse("stalls:review")
    page = client.get(reverse("stalls:review")).content.decode()
    assert "Agribank" in page
    assert "02/03/1968" in page
    agreed = {"dong-y-quy-che": UNPUBLISHED, "dong-y-bao-mat": UNPUBLISHED, "dung-su-that": "on"}
    assert client.post(reverse("stalls:review"), {}).status_code == 422
    assert Dossier.objects.get().state == DossierState.DRAFT
    assert client.post(reverse("stalls:review"), agreed)["Location"] == START
    dossier = Dossier.objects.get()
    assert (dossier.state, dossier.personal_id, dossier.bank_number, dossier.ward and dossier.ward.code) == (
        DossierState.SUBMITTED,
        "045168000001",
        "0044000001",
        "19597",
    )
    assert Consent.objects.filter(purpose=Consent.Purpose.STALL).count() == 2
    status = client.get(START).content.decode()
    assert "chưa phải xác thực điện tử" in status
    assert "Rút lại để sửa" in status
    assert client.get(reverse("stalls:facts"))["Location"] == START


def test_what_is_right_is_kept_where_something_beside_it_is_wrong(client: Client, keeper: User) -> None:
    draft_dossier(keeper)
    answer = client.post(
        reverse("stalls:facts"), {"legal_name": "Hộ Lài mới", "personal_id": "123", "tax_code": "x"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Số định danh có đúng 12 chữ số, bạn đang có 3." in page
    dossier = Dossier.objects.get()
    assert (dossier.legal_name, dossier.personal_id) == ("Hộ Lài mới", "045168000001")


def test_unfinished_step_can_be_left_for_later(client: Client, keeper: User) -> None:
    draft_dossier(keeper, bank_bin="", bank_holder="")
    answer = client.post(reverse("stalls:bank"), {"bank_number": "777888999", "de-sau": "1"})
    assert answer["Location"] == reverse("stalls:saved")
    assert Dossier.objects.get().bank_number == "777888999"
    assert client.get(START)["Location"] == reverse("stalls:bank")


@pytest.mark.parametrize(
    ("step", "sent", "stored"),
    [
        ("kind", {"name": "Tiêu Cùa chị Lài"}, ("name", "Tiêu Cùa chị Lài")),
        ("facts", {"legal_name": "Hộ Lài"}, ("legal_name", "Hộ Lài")),
        ("contact", {"street": "Thôn Nghĩa Hy"}, ("street", "Thôn Nghĩa Hy")),
        ("bank", {"bank_number": "777888999"}, ("bank_number", "777888999")),
    ],
)
def test_half_of_a_step_is_kept_and_the_start_leads_back_to_it_on_another_day(
    client: Client, keeper: User, step: str, sent: dict[str, str], stored: tuple[str, str]
) -> None:
    client.post(reverse("stalls:begin"))
    whole = {
        "kind": {"kind": "household", "name": "Tiêu Cùa"},
        "facts": {
            "legal_name": "Hộ kinh doanh Lài",
            "representative": "Nguyễn Thị Lài",
            "birth_date": "02/03/1968",
            "personal_id": "045168000001",
            "residence": "Thôn Mai Lộc 2, xã Cam Lộ",
            "tax_code": "045168000001",
            "registration_no": "44H8000999",
            "registration_date": "2020-02-07",
            "registration_authority": "UBND xã Cam Lộ",
        },
        "contact": {"ward": "19597", "street": "Xa Ry", "phone": "0912345678", "email": "lai@example.vn"},
    }
    for name, data in whole.items():
        if name == step:
            break
        client.post(reverse(f"stalls:{name}"), data)
    assert client.post(reverse(f"stalls:{step}"), {**sent, "de-sau": "1"})["Location"] == reverse(
        "stalls:saved"
    )
    dossier = Dossier.objects.get()
    assert (dossier.state, getattr(dossier, stored[0])) == (DossierState.DRAFT, stored[1])
    another_day = Client()
    another_day.force_login(keeper)
    assert another_day.get(START)["Location"] == reverse(f"stalls:{step}")
    page = another_day.get(reverse(f"stalls:{step}")).content.decode()
    assert f'value="{stored[1]}"' in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            "không phải ảnh hay PDF",
        ),
        (b"%PDF-1.4 /Type /JavaScript %%EOF", "mã lệnh"),
        (b"PK\x03\x04" + b"\0" * 100, "không phải ảnh hay PDF"),
        (b"", "rỗng"),
    ],
)
def test_hostile_file_is_refused_with_a_sentence_and_nothing_is_stored(
    client: Client, keeper: User, data: bytes, words: str
) -> None:
    dossier = draft_dossier(keeper)
    url = reverse("stalls:send_paper", args=(paper_rule().pk,))
    answer = client.post(url, {"file": SimpleUploadedFile("../../x.jpg", data, "image/jpeg")})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert dossier.documents.filter(is_current=True).count() == 1


def test_picture_of_fifty_megapixels_is_refused(client: Client, keeper: User) -> None:
    draft_dossier(keeper)
    target = io.BytesIO()
    Image.new("1", (8000, 6300)).save(target, "PNG")
    assert upload(client, target.getvalue(), "to.png", "image/png") == 422
    assert DossierDocument.objects.count() == 1


def test_paper_is_shown_to_its_own_people_and_to_nobody_else(client: Client, keeper: User) -> None:
    paper = draft_dossier(keeper).documents.get()
    url = reverse("stalls:paper", args=(paper.pk,))
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"".join(answer).startswith(b"\xff\xd8")
    stranger = Client()
    assert stranger.get(url).status_code == 302
    stranger.force_login(UserFactory.create())
    assert stranger.get(url).status_code == 404
    assert client.get(reverse("stalls:paper", args=(99999,))).status_code == 404


def test_paper_of_a_stall_is_its_members_with_the_right(client: Client, keeper: User) -> None:
    dossier = verified_dossier(officer(), keeper)
    assert dossier.stall is not None
    url = reverse("stalls:paper", args=(dossier.documents.get().pk,))
    for role, status in ((MemberRole.MANAGER, 200), (MemberRole.PACKER, 404)):
        user = UserFactory.create()
        StallMember.objects.create(stall=dossier.stall, user=user, role=role)
        client.force_login(user)
        assert client.get(url).status_code == status, role
    # Whoever handed it in and works there no longer sees it no longer.
    StallMember.objects.filter(user=keeper).delete()
    client.force_login(keeper)
    assert client.get(url).status_code == 404


def test_foreign_rule_and_paper_do_nothing(client: Client, keeper: User) -> None:
    other = submitted_dossier()
    draft_dossier(keeper)
    company = paper_rule("dang-ky-doanh-nghiep", "company")
    answer = client.post(reverse("stalls:send_paper", args=(company.pk,)), {"file": photo()})
    assert answer.status_code == 404
    foreign = other.documents.get()
    client.post(reverse("stalls:remove_paper", args=(foreign.pk,)))
    assert DossierDocument.objects.filter(pk=foreign.pk).exists()


def test_officers_words_stand_where_they_are_answered(client: Client, keeper: User) -> None:
    dossier = submitted_dossier(keeper)
    paper = dossier.documents.get()
    request_changes(
        dossier=dossier,
        round_read=1,
        by=officer(full_name="Lê Thị Thanh Tâm"),
        words=words_of(reasons=["dia-chi-khong-khop"], note="Chị ghi giúp số nhà."),
        decisions={paper.pk: PaperDecision(accepted=False, reasons=("anh-loa",))},
    )
    status = client.get(START).content.decode()
    assert "Chị ghi giúp số nhà." in status
    assert "Lê Thị Thanh Tâm" in status
    assert "Ảnh bị lóa hoặc mờ" in client.get(reverse("stalls:papers")).content.decode()
    assert upload(client, photo(colour="#ffffff").read()) == 302
    agreed = {"dong-y-quy-che": UNPUBLISHED, "dong-y-bao-mat": UNPUBLISHED, "dung-su-that": "on"}
    assert client.post(reverse("stalls:review"), agreed)["Location"] == START
    dossier.refresh_from_db()
    assert (dossier.state, dossier.round, dossier.note) == (DossierState.SUBMITTED, 2, "")


def test_owner_changes_facts_on_the_same_pages_and_others_do_not(client: Client, keeper: User) -> None:
    dossier = verified_dossier(officer(), keeper)
    assert dossier.stall is not None
    assert "Sở đã xác minh" in client.get(START).content.decode()
    assert client.post(reverse("stalls:begin"))["Location"] == reverse("stalls:review")
    change = Dossier.objects.exclude(pk=dossier.pk).get()
    assert (change.purpose, change.stall, change.bank_number) == ("amendment", dossier.stall, "0044000001")
    assert client.post(reverse("stalls:discard"))["Location"] == START
    assert Dossier.objects.get() == dossier
    packer = UserFactory.create()
    StallMember.objects.create(stall=dossier.stall, user=packer, role=MemberRole.PACKER)
    client.force_login(packer)
    client.post(reverse("stalls:begin"))
    # A packer who wants a stall of their own begins an application, and touches not this one.
    assert Dossier.objects.filter(stall=dossier.stall).count() == 1
    assert Dossier.objects.get(keeper=packer).purpose == "opening"


def test_owner_of_two_stalls_changes_the_facts_of_the_one_at_whose_desk_they_are(
    client: Client, keeper: User
) -> None:
    first = verified_dossier(officer(), keeper).stall
    second = StallFactory.create(name="Mắm Cửa Tùng")
    StallMember.objects.create(stall=second, user=keeper, role=MemberRole.OWNER)
    assert first is not None
    assert first.name in client.get(START).content.decode()
    client.post(reverse("desk:choose", kwargs={"stall_slug": second.slug}))
    page = client.get(START).content.decode()
    assert [name in page for name in (first.name, second.name)] == [False, True]
    client.post(reverse("stalls:begin"))
    change = Dossier.objects.get(purpose="amendment")
    assert (change.stall, change.name) == (second, "Mắm Cửa Tùng")
    client.post(reverse("desk:choose", kwargs={"stall_slug": first.slug}))
    assert first.name in client.get(START).content.decode()
    # The facts of a stall where they only pack are not theirs: those of the other stall come instead.
    StallMember.objects.filter(stall=first).update(role=MemberRole.PACKER)
    assert client.get(START)["Location"].startswith("/mo-gian-hang/")
    client.post(reverse("stalls:begin"))
    assert list(Dossier.objects.filter(purpose="amendment").values_list("stall", flat=True)) == [second.pk]


STEPS = ["kind", "facts", "contact", "bank", "papers", "review", "saved"]


@pytest.mark.parametrize("name", STEPS)
def test_step_in_english_has_no_vietnamese_of_the_floor(client: Client, keeper: User, name: str) -> None:
    draft_dossier(keeper)
    with translation.override("en"):
        address = reverse(f"stalls:{name}")
    answer = client.get(address)
    assert (address[:4], answer.status_code) == ("/en/", 200)
    assert left_over(answer.content.decode(), "main") == []
    # Of what there is to choose from, the words that stand for no choice are the floor's own.
    empty = [str(one) for one in soup(answer).select('main option[value=""]')]
    assert [one for one in empty if "Chọn" in one] == []


@pytest.mark.parametrize("name", STEPS)
def test_step_without_a_dossier_leads_to_the_start(client: Client, keeper: User, name: str) -> None:
    assert client.get(reverse(f"stalls:{name}"))["Location"] == START
