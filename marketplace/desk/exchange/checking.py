"""The dry run: a table is read, and what each listing's lines would do is written down. No listing is touched."""

import io
import logging
from collections.abc import Sequence
from typing import IO, Final

from django.core.files.storage import storages
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from marketplace.desk.exchange.archives import Pictures
from marketplace.desk.exchange.enums import JobState
from marketplace.desk.exchange.errors import FileProblemError
from marketplace.desk.exchange.lists import Lists, read_lists
from marketplace.desk.exchange.models import ImportItem, ImportJob
from marketplace.desk.exchange.plans import Group, group_lines, make_plan
from marketplace.desk.exchange.reading import read_table
from marketplace.desk.exchange.services import forget_files, still_mine, take_job
from marketplace.desk.exchange.sources import ZipSource
from marketplace.desk.exchange.state import ListingNow, read_now
from marketplace.desk.exchange.tables import Table
from marketplace.listings.models import Offer
from marketplace.shop.partner.models import StockRecord
from marketplace.stalls.models import Stall

logger = logging.getLogger(__name__)

BATCH: Final = 50
_SHOWN: Final = 200


def check_import(*, job_pk: int) -> bool:
    """Read what was sent and say what it would do. Returns whether this worker finished it."""
    job = take_job(job_pk=job_pk, state=JobState.CHECKING)
    if job is None:
        return False
    with translation.override(job.language):
        try:
            return _check(job)
        except FileProblemError as error:
            return _finish(job, JobState.REFUSED, problem=error.message)
        except (OperationalError, OSError):
            raise  # the database or the storage is away, not the table's fault: the next worker looks again
        except Exception:
            # A stranger's file finds what nobody thought of. Looked at again it fails again, and in its way stand
            # the next ones of its stall.
            logger.exception("Import %s could not be looked at.", job.pk)
            words = _(
                "Sàn không đọc được tệp này. Lưu lại thành CSV UTF-8 rồi gửi, hoặc báo Sở nếu vẫn không được."
            )
            return _finish(job, JobState.REFUSED, problem=words)


def taken_codes(stall: Stall, skus: Sequence[str]) -> dict[str, str]:
    """Return which listing of the stall each code of a variant belongs to; two queries."""
    taken = dict(Offer.objects.filter(listing__stall=stall, sku__in=skus).values_list("sku", "listing__sku"))
    records = StockRecord.objects.filter(Q(partner=stall.partner_id), partner_sku__in=skus)
    for code, own, parents in records.values_list(
        "partner_sku", "product__listing__sku", "product__parent__listing__sku"
    ):
        taken[code] = own or parents or code
    return taken


def codes_of(group: Group, now: ListingNow | None) -> list[str]:
    """Return every code of a variant that the lines may mean."""
    written = [line.cells["variant_sku"] for line in group.lines if "variant_sku" in line.cells]
    return [*written, *(now.variants if now is not None else (group.sku,))]


def _check(job: ImportJob) -> bool:
    table = _read(_fetch(job.table_file))
    # A worker that died left some behind; what it saw may have changed since.
    ImportItem.objects.filter(job=job).delete()
    groups = group_lines(table.lines)
    ImportJob.objects.filter(pk=job.pk).update(
        columns=list(table.columns),
        notes=list(table.notes),
        line_count=len(table.lines),
        total=len(groups),
        done=0,
    )
    lists = read_lists()
    source = ZipSource(Pictures(_fetch(job.zip_file)) if job.zip_file else None)
    claimed: dict[str, str] = {}
    for start in range(0, len(groups), BATCH):
        some = groups[start : start + BATCH]
        items = _look(job, some, start, lists=lists, source=source, claimed=claimed)
        if not still_mine(job, done=start + len(items)):
            return False
        ImportItem.objects.bulk_create(items)
    ImportJob.objects.filter(pk=job.pk, worker=job.worker).update(pictures=source.found)
    return _finish(job, JobState.CHECKED)


def _look(
    job: ImportJob,
    groups: Sequence[Group],
    start: int,
    *,
    lists: Lists,
    source: ZipSource,
    claimed: dict[str, str],
) -> list[ImportItem]:
    """Return one batch of items; ``claimed`` is which codes the lines above have asked for."""
    known = read_now(job.stall, [group.sku for group in groups], lists)
    codes = [code for group in groups for code in codes_of(group, known.get(group.sku))]
    taken = taken_codes(job.stall, codes)
    items = []
    seen = len(source.found)
    for place, group in enumerate(groups, start):
        now = known.get(group.sku)
        mine = {code: claimed[code] for code in codes_of(group, now) if code in claimed}
        plan = make_plan(group, now, lists=lists, pictures=source, taken={**mine, **taken})
        claimed.update(dict.fromkeys(codes_of(group, now), group.sku))
        items.append(
            ImportItem(
                job=job,
                position=place,
                sku=group.sku[:_SHOWN],
                title=_title(group, now)[:_SHOWN],
                lines=[[line.number, line.cells] for line in group.lines],
                kind=plan.kind,
                changes=[list(change) for change in plan.changes],
                problems=[list(problem) for problem in plan.problems],
                listing=now.listing if now is not None else None,
            )
        )
        if len(source.found) > seen:
            # Pictures take their time; whoever watches sees that it goes on.
            seen = len(source.found)
            still_mine(job, done=place)
    return items


def _title(group: Group, now: ListingNow | None) -> str:
    asked = next((line.cells["title"] for line in group.lines if "title" in line.cells), "")
    return asked or (now.cells["title"] if now is not None else "")


def _finish(job: ImportJob, state: JobState, *, problem: str = "") -> bool:
    with transaction.atomic():
        mine = ImportJob.objects.select_for_update(of=("self",)).filter(
            pk=job.pk, worker=job.worker, state=JobState.CHECKING
        )
        locked = mine.first()
        if locked is None:
            return False
        forget_files(locked)
        locked.state, locked.problem, locked.worker, locked.seen_at = state, problem, "", None
        locked.finished_at = timezone.now() if state == JobState.REFUSED else None
        locked.save()
    return True


def _fetch(name: str) -> IO[bytes]:
    """Return all bytes of a file of the storage, so that an OSError of the storage is none of the reader's."""
    if not name or not storages["private"].exists(name):
        raise FileProblemError(_("Tệp đã gửi không còn. Gửi lại tệp."))
    with storages["private"].open(name) as file:
        return io.BytesIO(file.read())


def _read(file: IO[bytes]) -> Table:
    try:
        return read_table(file)
    except OSError as error:
        # The bytes lie in memory: what a damaged archive makes of its places in the file is no storage that is away.
        raise ValueError(str(error)) from error
