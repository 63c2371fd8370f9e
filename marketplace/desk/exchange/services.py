"""The moves of an import: sent, confirmed, dropped, and who is at it. Reading and writing goods is elsewhere."""

import uuid
from datetime import timedelta
from pathlib import PurePosixPath
from typing import IO, Final

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from marketplace.accounts.models import User
from marketplace.core.errors import NotAllowedNowError
from marketplace.core.text import clean_text
from marketplace.desk.exchange.archives import MAX_ZIP_BYTES, Pictures
from marketplace.desk.exchange.enums import ItemKind, JobState
from marketplace.desk.exchange.errors import FileProblemError
from marketplace.desk.exchange.models import ImportJob
from marketplace.desk.exchange.reading import check_table_file
from marketplace.listings.shelf.stall_state import check_open, lock_open_stall
from marketplace.stalls.models import Stall

FOLDER: Final = "imports"
MOST_RUNNING: Final = 3
# A worker that was not heard of for so long is dead.
_LOST: Final = timedelta(minutes=3)
# What nobody confirmed, and what has long been done.
KEPT_FOR: Final = timedelta(days=90)
RUNNING: Final = (JobState.CHECKING, JobState.APPLYING)


@transaction.atomic
def open_import(
    *, stall: Stall, table: IO[bytes], name: str, pictures: IO[bytes] | None, by: User
) -> ImportJob:
    """Keep what was sent; a task reads it. Raises FileProblemError for what a look from outside refuses."""
    check_table_file(table)
    if pictures is not None:
        pictures.seek(0, 2)
        if pictures.tell() > MAX_ZIP_BYTES:
            raise FileProblemError(_("Tệp ZIP ảnh nặng quá 30 MB. Chia ảnh thành nhiều lần gửi."))
        pictures.seek(0)
        Pictures(pictures)
        pictures.seek(0)
    locked = lock_open_stall(stall.pk)
    if ImportJob.objects.filter(stall=locked, state__in=RUNNING).count() >= MOST_RUNNING:
        raise NotAllowedNowError(_("Gian hàng đang có ba tệp chạy dở. Đợi xong một tệp rồi gửi tiếp."))
    shown = clean_text(PurePosixPath(name.replace("\\", "/")).name)[-120:] or _("Bảng không tên")
    return ImportJob.objects.create(
        stall=locked,
        by=by,
        language=get_language() or "vi",
        file_name=shown,
        table_file=_keep(table),
        zip_file=_keep(pictures) if pictures is not None else "",
    )


@transaction.atomic
def confirm_import(*, job: ImportJob, is_submitting: bool, by: User) -> ImportJob:
    """Let the import be carried out; a second post finds it under way. Raises NotAllowedNowError."""
    locked = ImportJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if locked.state in {JobState.APPLYING, JobState.DONE}:
        return locked
    if locked.state != JobState.CHECKED:
        raise NotAllowedNowError(_("Lần nhập này không còn chờ xác nhận."))
    check_open(locked.stall)
    waiting = locked.items.filter(kind__in=(ItemKind.NEW, ItemKind.CHANGED)).count()
    if not waiting:
        raise NotAllowedNowError(_("Không có mặt hàng nào để ghi."))
    before, locked.state = locked.state, JobState.APPLYING
    locked.is_submitting = is_submitting
    locked.confirmed_by = by
    locked.confirmed_at = timezone.now()
    locked.total, locked.done, locked.worker, locked.seen_at = waiting, 0, "", None
    locked.save()
    _log(locked, "exchange.confirm", by, before, {"listings": waiting, "submitting": is_submitting})
    return locked


@transaction.atomic
def drop_import(*, job: ImportJob, by: User) -> None:
    """Forget an import that nobody wants carried out. What is being written is not stopped halfway."""
    locked = ImportJob.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if locked.state not in {JobState.CHECKING, JobState.CHECKED}:
        raise NotAllowedNowError(_("Lần nhập này đã ghi hoặc đang ghi, không bỏ được nữa."))
    forget_files(locked)
    before, locked.state = locked.state, JobState.DROPPED
    locked.finished_at = timezone.now()
    locked.save()
    _log(locked, "exchange.drop", by, before, {})


def take_job(*, job_pk: int, state: JobState) -> ImportJob | None:
    """Return the job for this worker alone, or nothing where it is done or another one is at it."""
    now = timezone.now()
    worker = str(uuid.uuid4())
    free = Q(worker="") | Q(seen_at=None) | Q(seen_at__lt=now - _LOST)
    if not ImportJob.objects.filter(free, pk=job_pk, state=state).update(worker=worker, seen_at=now):
        return None
    return ImportJob.objects.select_related("stall__ward__province", "by", "confirmed_by").get(pk=job_pk)


def still_mine(job: ImportJob, *, done: int | None = None) -> bool:
    """Say that the worker lives and how far it is. Returns whether the job is still its own."""
    values = {"seen_at": timezone.now(), **({} if done is None else {"done": done})}
    return bool(ImportJob.objects.filter(pk=job.pk, worker=job.worker, state=job.state).update(**values))


def leave_job(job: ImportJob) -> None:
    """Let another worker go on with it."""
    ImportJob.objects.filter(pk=job.pk, worker=job.worker).update(worker="", seen_at=None)


def lost_jobs() -> QuerySet[ImportJob]:
    """Return what should be under way and nobody is at."""
    quiet = timezone.now() - _LOST
    return ImportJob.objects.filter(
        Q(seen_at__lt=quiet) | Q(seen_at=None, created_at__lt=quiet), state__in=RUNNING
    ).order_by("pk")


def forget_old_imports() -> int:
    """Delete what is long over, its lines with it; returns how many imports."""
    old = ImportJob.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).exclude(state__in=RUNNING)
    count = 0
    for job in old:
        forget_files(job)
        job.delete()
        count += 1
    return count


def forget_files(job: ImportJob) -> None:
    """Delete what was sent: it has been read, or nobody wants it."""
    for name in (job.table_file, job.zip_file):
        if name:
            storages["private"].delete(name)
    job.table_file = job.zip_file = ""


def _log(job: ImportJob, action: str, by: User, before: str, told: dict[str, object]) -> None:
    data = {"stall": job.stall_id, "before": {"state": before}, "after": {"state": job.state, **told}}
    log(instance=job, action=action, user=by, title=f"{job.file_name} ({job.stall})", data=data)


def _keep(file: IO[bytes]) -> str:
    file.seek(0)
    name: str = storages["private"].save(f"{FOLDER}/{uuid.uuid4().hex}", File(file))
    return name
