"""A floor on which every page of the back office has something to show."""

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    Locale,
    Page,
    Site,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms.editors import set_up_editors
from cms.models import NewsIndexPage, NewsPage, PlainPage, Region
from marketplace.accounts.models import User
from marketplace.accounts.retention import load_retention
from marketplace.desk.exchange.enums import ItemKind, JobState
from marketplace.desk.exchange.models import ImportItem, ImportJob
from marketplace.desk.exchange.services import confirm_import, drop_import
from marketplace.fulfilment.enums import StallOrderState
from marketplace.listings.enums import PaperKind
from marketplace.listings.labels.rows import give_rights as let_edit_labels
from marketplace.listings.labels.rows import load_labels
from marketplace.listings.ocop import load_sets
from marketplace.listings.screening.models import SamplingRule
from marketplace.listings.screening.setup import load_rules as load_screening
from marketplace.listings.services import archive_listing, reject, request_changes, save_revision
from marketplace.listings.shelf.offers import change_price, note_price_seen
from marketplace.oversight.enums import ReportState, TakeDownSource
from marketplace.oversight.models import Report, ReviewReason, TakeDownBasis
from marketplace.oversight.reports import answer_report, write_report
from marketplace.oversight.setup import load_rows
from marketplace.oversight.takedowns import carry_out, open_take_down, put_back, turn_down
from marketplace.shop.catalogue.models import Product
from marketplace.shop.catalogue.restrictions import load_restrictions, load_words
from marketplace.stalls.dossiers.decisions import (
    PaperDecision,
    Words,
    assign_dossier,
    reject_dossier,
    verify_dossier,
)
from marketplace.stalls.dossiers.decisions import request_changes as ask_for_papers
from marketplace.stalls.enums import DossierState
from marketplace.stalls.models import Dossier, LegalBasis
from marketplace.stalls.notices import announce_suspension
from marketplace.stalls.services import close_stall, suspend_stall
from marketplace.stalls.shipping.zones import load_zones
from marketplace.storefront.moderation import set_up_moderation
from marketplace.storefront.reviews import moderate_review, write_review
from search import breaker
from search.counting.setup import load_keeping_rule, set_up_report
from search.indexing.failures import MOST_ATTEMPTS
from search.knowledge.shipped import give_rights
from search.models import ClickCount, IndexTask, QuestionCount
from tests.factories.catalogue import CategoryFactory, buyable, published_product
from tests.factories.dossiers import accept_all, draft_dossier, submitted_dossier
from tests.factories.listings import (
    listing_draft,
    officer,
    paper,
    photo,
    picture_bytes,
    submitted,
)
from tests.factories.orders import make_order, move_part, part_of
from tests.factories.people import UserFactory, editor
from tests.factories.stalls import StallFactory
from tests.search.officers import hide, pin, synonyms, weight


def make_office_floor() -> dict[str, User]:
    """Fill a floor and return somebody of each role: ``editor``, ``officer``, ``administrator``."""
    index, home = _plant_tree()
    set_up_editors(apps)
    writer = editor(email="bien-tap@example.vn")
    clerk = _officer_with_every_right()
    chief = UserFactory.create(email="quan-tri@example.vn", is_superuser=True)
    _write(index, home, writer)
    _ask_for_stalls(clerk)
    _list_goods(clerk)
    _complain(clerk)
    _import(clerk)
    _search_troubles()
    _steer_search()
    return {"editor": writer, "officer": clerk, "administrator": chief}


def _officer_with_every_right() -> User:
    """Do what migrations do: the suite runs without them."""
    for load in (
        load_labels,
        load_restrictions,
        load_words,
        load_sets,
        load_keeping_rule,
        load_screening,
        load_rows,
        load_retention,
        let_edit_labels,
        load_zones,
    ):
        load(apps)
    person = officer("can-bo@example.vn")
    SamplingRule.objects.create(
        officer=person, valid_from=timezone.localdate(), citation="Quyết định 12/QĐ-SCT", grade="B"
    )
    set_up_moderation(apps)
    give_rights(apps)
    import_module("marketplace.fulfilment.migrations.0004_carriers").load(apps, None)
    return User.objects.get(pk=person.pk)


def _plant_tree() -> tuple[Page, Page]:
    Locale.objects.get_or_create(language_code="vi")
    top = Page.get_first_root_node() or Page.add_root(instance=Page(title="Gốc", slug="root"))
    home = top.get_children().first() or top.add_child(instance=Page(title="Sàn", slug="trang-chu"))
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": "Sàn"},
    )
    Site.clear_site_root_paths_cache()
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Gốc")
    Collection.get_first_root_node().add_child(name="Lễ hội")
    return home.add_child(instance=NewsIndexPage(title="Tin tức", slug="tin-tuc")), home


def _write(index: Page, home: Page, writer: User) -> None:
    picture = Image.objects.create(
        title="Đồi sương", file=ImageFile(ContentFile(picture_bytes()), name="doi-suong.png")
    )
    Document.objects.create(title="Mẫu đơn", file=ContentFile(b"%PDF-1.4", name="mau-don.pdf"))
    Region.objects.create(title="Miền núi", text="Cà phê", picture=picture, position=1)
    article = index.add_child(instance=NewsPage(title="Mùa cà phê", slug="mua-ca-phe", picture=picture))
    article.save_revision(user=writer).publish(user=writer)
    article.title = "Mùa cà phê chín"
    article.save_revision(user=writer)
    article.save_revision(user=writer)
    home.add_child(instance=PlainPage(title="Quy chế", slug="quy-che", version="1"))
    waiting = index.add_child(instance=NewsPage(title="Phiên chợ", slug="phien-cho", live=False))
    flow = Workflow.objects.create(name="Duyệt tin")
    task = GroupApprovalTask.objects.create(name="Ban biên tập")
    task.groups.set(writer.groups.all())
    WorkflowTask.objects.create(workflow=flow, task=Task.objects.get(pk=task.pk), sort_order=0)
    WorkflowPage.objects.create(workflow=flow, page=index)
    waiting.save_revision(user=writer)
    flow.start(waiting, writer)
    Workflow.objects.create(name="Quy trình cũ", active=False)
    GroupApprovalTask.objects.create(name="Bước cũ", active=False)
    locked = index.add_child(instance=NewsPage(title="Đang khóa", slug="dang-khoa"))
    locked.locked, locked.locked_by, locked.locked_at = True, writer, timezone.now()
    locked.save()


def _dossier(number: int, *, is_draft: bool = False) -> Dossier:
    """A dossier whose name and tax code nobody else has."""
    facts: dict[str, Any] = {"name": f"Tiêu Cùa {number}", "tax_code": f"04516800{number:04d}"}
    return draft_dossier(**facts) if is_draft else submitted_dossier(**facts)


def _ask_for_stalls(clerk: User) -> None:
    """A dossier in each state, one looked after by somebody, one stall warned and one suspended."""
    _dossier(1, is_draft=True)
    assign_dossier(dossier=_dossier(2), to=clerk, by=clerk)
    asked = _dossier(3)
    refused = {
        document.pk: PaperDecision(accepted=False, note="Ảnh mờ quá.") for document in asked.documents.all()
    }
    ask_for_papers(dossier=asked, round_read=asked.round, words=Words(), by=clerk, decisions=refused)
    no = _dossier(4)
    reject_dossier(dossier=no, round_read=no.round, words=Words(note="Không có đăng ký."), by=clerk)
    stalls = []
    for number in (5, 6, 7):
        one = _dossier(number)
        done = verify_dossier(
            dossier=one, round_read=one.round, by=clerk, identity_checked=True, decisions=accept_all(one)
        )
        assert done.stall is not None
        stalls.append(done.stall)
    warned, stopped, closed = stalls
    needs_notice = LegalBasis.objects.filter(notice_days__gt=0)[0]
    announce_suspension(stall=warned, basis=needs_notice, reason="Chưa nộp giấy mới.", by=clerk)
    suspend_stall(stall=stopped, reason="Giấy phép hết hạn.", by=clerk)
    close_stall(stall=closed)
    assert set(Dossier.objects.values_list("state", flat=True)) == set(DossierState.values)


def _list_goods(clerk: User) -> None:
    """A listing in each state of its review, one of them with all that a screening finds, and prices that jumped."""
    category = CategoryFactory.create()
    stall = StallFactory.create()
    listing_draft(stall=stall, category=category)
    shouting = listing_draft(
        stall=stall,
        category=category,
        title="Cao chữa khỏi ung thư",
        description="Cam kết 100% hiệu quả. Gọi 0912 345 678, xem https://example.com.",
        ocop_stars=4,
        variants=None,
    )
    save_revision(listing=shouting, papers=[paper(PaperKind.OCOP), paper(PaperKind.SAFETY)])
    submitted(shouting)
    request_changes(task_state=submitted(stall=stall), user=clerk, comment="Ảnh mờ quá.")
    reject(task_state=submitted(stall=stall), user=clerk, comment="Không được bán.")
    edited = published_product(stall=stall, category=category, title="Trà dây")
    save_revision(listing=edited.listing, content={"title": "Trà dây rừng"}, photos=[photo("green")])
    submitted(edited.listing)
    archive_listing(listing=published_product(stall=stall, category=category).listing)
    for is_seen in (False, True):
        jumped = published_product(stall=stall, category=category, price=100_000)
        change_price(listing=jumped.listing, sku=jumped.sku, price=190_000, by=UserFactory.create())
        if is_seen:
            note_price_seen(change=jumped.listing.price_changes.get(), officer=clerk)
    _review(jumped, clerk, approve=None)
    _review(jumped, clerk, approve=True)


def _review(product: Product, clerk: User, *, approve: bool | None) -> None:
    person = UserFactory.create()
    move_part(part_of(make_order((buyable(product)[0], 1), owner=person)), StallOrderState.DELIVERED)
    review = write_review(user=person, product=product, score=5, title="Thơm lắm", body="Rất đậm.")
    if approve is not None:
        moderate_review(review_pk=review.pk, approve=approve, by=clerk)


def _complain(clerk: User) -> None:
    """Reports that wait and were answered, and a take-down in each of its states, one with its clock run out."""
    product = published_product(title="Rượu lạ")
    reason = ReviewReason.objects.get(code="pa-hang-gia")
    stall = product.stall
    assert stall is not None
    report = write_report(
        stall=stall,
        listing=product.listing,
        reason=reason,
        text="Tem khác.",
        picture=picture_bytes("red", form="JPEG"),
    )
    write_report(stall=stall, reason=reason, email="dan@example.vn")
    answered = write_report(stall=stall, listing=product.listing, reason=reason)
    answer_report(report=answered, user=clerk, state=ReportState.NO_FAULT, answer="Đã xem.")
    basis = TakeDownBasis.objects.get(code="yeu-cau")
    for hours, ending in ((1, None), (13, None), (30, None), (2, carry_out), (2, put_back), (2, turn_down)):
        goods = product if ending is None and hours == 1 else published_product(stall=stall)
        request = open_take_down(
            listing=goods.listing,
            basis=basis,
            source=TakeDownSource.REPORT if goods is product else TakeDownSource.AUTHORITY,
            report=report if goods is product else None,
            reason="Công văn 12/QLTT.",
            user=clerk,
            received_at=timezone.now() - timedelta(hours=hours),
        )
        if ending is turn_down:
            turn_down(take_down=request, user=clerk, reason="Không có căn cứ.")
        elif ending is not None:
            down = carry_out(take_down=request, user=clerk)
            if ending is put_back:
                put_back(take_down=down, user=clerk)
    assert Report.objects.count() == 3


def _import(clerk: User) -> None:
    """Imports as the log keeps them: a row for what was confirmed and for what was dropped."""
    stall = StallFactory.create()
    for finish in ("confirm", "drop"):
        job = ImportJob.objects.create(stall=stall, file_name="hang.csv", state=JobState.CHECKED, total=1)
        ImportItem.objects.create(job=job, position=1, sku="CF-1", kind=ItemKind.NEW)
        if finish == "confirm":
            confirm_import(job=job, is_submitting=True, by=clerk)
        else:
            drop_import(job=job, by=clerk)


def _search_troubles() -> None:
    """Fill the report of searches, leave a product that cannot be indexed, and let Elasticsearch be away."""
    set_up_report(apps)
    for question, results in (("cà phê", 3), ("xe tăng", 0)):
        QuestionCount.objects.create(
            day=timezone.localdate(), question=question, asked=9, empty=0 if results else 9, results=results
        )
    ClickCount.objects.create(day=timezone.localdate(), question="cà phê", position=1, clicks=4)
    IndexTask.objects.create(product_id=1, attempts=MOST_ATTEMPTS, error="ValueError: wrong title")
    breaker.note_failure("connection refused")


def _steer_search() -> None:
    """Give officers a row of each kind that steers search."""
    synonyms("ngô", "bắp")
    hide("rượu lậu")
    weight("sales", 3)
    pin("trà", Product.objects.filter(is_public=True)[0].pk)
