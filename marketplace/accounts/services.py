"""Opening, proving, changing and closing an account.

Nobody learns from an answer whether an address has an account: signing up, asking for a new
password and changing an address end the same way, and only the owner's mailbox tells the rest.
"""

from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marketplace.accounts import letters
from marketplace.accounts.errors import (
    AccountInUseError,
    EmailTakenError,
    LinkNotValidError,
    OtherAccountError,
)
from marketplace.accounts.models import Consent, User
from marketplace.accounts.second_factor import delete_second_factor
from marketplace.accounts.selectors import WITHDRAWABLE, find_user
from marketplace.accounts.signals import account_closing, email_verified
from marketplace.accounts.tokens import read_email

SIGN_UP_WAY = "ô đánh dấu khi đăng ký"
CLOSED_NAME = "Tài khoản đã đóng"


def register(
    *,
    full_name: str,
    email: str,
    phone: str,
    password: str,
    documents: Mapping[str, str],
    way: str = SIGN_UP_WAY,
) -> User | None:
    """Open an account and record what was agreed to, or write to the owner of the one there is.

    Returns nothing in the second case; whoever asked must not see a difference. The database
    decides between two that sign up at once.
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, full_name=full_name, phone=phone)
            Consent.objects.bulk_create(
                Consent(
                    user=user,
                    purpose=Consent.Purpose.ACCOUNT,
                    document=document,
                    version=version,
                    way=way,
                )
                for document, version in documents.items()
            )
            letters.ask_to_verify(user)
    except IntegrityError:
        owner = find_user(email=email)
        if owner is None:
            raise  # it was something else, and hiding it would help nobody
        letters.say_account_exists(owner)
        return None
    return user


def send_verification(*, user: User) -> None:
    """Send the verifying link again."""
    if user.email_verified_at is None:
        letters.ask_to_verify(user)


@transaction.atomic
def confirm_email(*, user: AbstractBaseUser, token: str) -> User:
    """Verify the address that ``token`` proves, and give it to the account if it is a new one.

    The person has signed in: a link alone would let the reader of a mailbox confirm an account
    that a stranger opened in their name.
    """
    proof = read_email(token)
    if proof is None:
        raise LinkNotValidError(_("Đường dẫn này đã cũ hoặc bị thiếu. Bạn xin một thư mới nhé."))
    if proof.user_pk != user.pk:
        raise OtherAccountError(
            _("Đường dẫn này thuộc một tài khoản khác. Bạn đăng nhập bằng tài khoản đó nhé.")
        )
    locked = User.objects.select_for_update().get(pk=proof.user_pk)
    if locked.email == proof.address and locked.email_verified_at is not None:
        return locked
    if locked.email != proof.current:
        raise LinkNotValidError(_("Địa chỉ thư của tài khoản đã đổi sau thư này. Bạn xin một thư mới nhé."))
    former, is_new = locked.email, locked.email != proof.address
    was_verified = locked.email_verified_at is not None
    locked.email = proof.address
    locked.email_verified_at = timezone.now()
    try:
        with transaction.atomic():
            locked.save(update_fields=("email", "email_verified_at"))
    except IntegrityError:
        raise EmailTakenError(
            _("Địa chỉ này vừa thuộc về một tài khoản khác, nên tài khoản của bạn giữ địa chỉ cũ.")
        ) from None
    if is_new and was_verified:
        letters.say_address_changed(locked, former, locked.email_verified_at)
    email_verified.send(sender=User, user=locked)
    return locked


def request_email_change(*, user: User, address: str) -> None:
    """Ask the new address to confirm itself; until then nothing changes."""
    address = address.strip().lower()
    owner = find_user(email=address)
    if owner is None:
        letters.ask_to_confirm_address(user, address)
    elif owner.pk != user.pk:
        letters.say_address_taken(owner)


def request_password_reset(*, email: str) -> None:
    """Send the link for a new password to the owner of an address, if it has one."""
    user = find_user(email=email)
    if user is not None and user.is_active:
        letters.send_reset_link(user)


@transaction.atomic
def change_password(*, user: User, password: str, has_proved_email: bool = False) -> User:
    """Set a new password; every other session of the person ends.

    A reset link was read in the mailbox, so it proves the address too.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    locked.set_password(password)
    is_news = has_proved_email and locked.email_verified_at is None
    if is_news:
        locked.email_verified_at = timezone.now()
    locked.save(update_fields=("password", "email_verified_at"))
    letters.say_password_changed(locked, timezone.now())
    if is_news:
        email_verified.send(sender=User, user=locked)
    return locked


def change_details(*, user: User, full_name: str, phone: str) -> None:
    """Change the name and number by which the floor knows a person."""
    User.objects.filter(pk=user.pk).update(full_name=full_name, phone=phone)


def withdraw_consent(*, user: User, consent_pk: int) -> bool:
    """Take an agreement back, where that is possible by itself; return whether anything changed."""
    return bool(
        Consent.objects.filter(
            pk=consent_pk, user=user, purpose__in=WITHDRAWABLE, withdrawn_at__isnull=True
        ).update(withdrawn_at=timezone.now())
    )


@transaction.atomic
def close_account(*, user: User) -> bool:
    """Close an account for good and return whether it was still open.

    Packages above hear of it first and let go of theirs, or refuse with an ``AccountInUseError``. What
    the person agreed to stays, with the time it ended. The address is free for a new account.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.closed_at is not None:
        return False
    if locked.has_perm("wagtailadmin.access_admin"):
        raise AccountInUseError(
            _("Tài khoản này vào được trang quản trị. Bạn nhờ quản trị sàn thu quyền trước khi đóng.")
        )
    account_closing.send(sender=User, user=locked)
    address, name, was_verified = locked.email, locked.full_name, locked.email_verified_at is not None
    now = timezone.now()
    locked.email = f"closed-{locked.pk}@invalid"
    locked.full_name, locked.phone = CLOSED_NAME, ""
    locked.email_verified_at, locked.closed_at = None, now
    locked.is_active = locked.is_staff = locked.is_superuser = False
    locked.set_unusable_password()  # with it every session ends
    locked.save()
    locked.groups.clear()
    locked.user_permissions.clear()
    delete_second_factor(user=locked)
    Consent.objects.filter(user=locked, withdrawn_at__isnull=True).exclude(
        purpose=Consent.Purpose.ORDER
    ).update(withdrawn_at=now)
    if was_verified:
        letters.say_account_closed(locked, address, name)
    return True
