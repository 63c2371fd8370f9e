"""People sign in with their e-mail; what they agreed to is kept by document, version and time."""

import unicodedata
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.core.rules import Rule


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail in any case, and makes them."""

    use_in_migrations = True

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the person with this e-mail, whatever its case; the index of the constraint finds it."""
        return self.alias(email_lower=Lower("email")).get(email_lower=(username or "").strip().lower())

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account. An e-mail is stored in lower case."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an account that may do everything."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Officers and editors are groups with ``access_admin``, never ``is_staff``."""

    email = models.EmailField(_("thư điện tử"), unique=True)
    full_name = models.CharField(_("họ và tên"), max_length=120)
    phone = models.CharField(_("điện thoại"), max_length=16, blank=True)
    email_verified_at = models.DateTimeField(_("thư đã xác minh lúc"), null=True, blank=True)
    is_staff = models.BooleanField(_("xem được hàng ẩn"), default=False)
    is_active = models.BooleanField(_("đang dùng"), default=True)
    date_joined = models.DateTimeField(_("tham gia lúc"), default=timezone.now)
    closed_at = models.DateTimeField(_("đóng lúc"), null=True, blank=True)
    # Since when there is a second factor; what a session has passed is held against it.
    second_factor_since = models.DateTimeField(_("xác thực hai bước từ"), null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("người dùng")
        verbose_name_plural = _("người dùng")
        constraints = (models.UniqueConstraint(Lower("email"), name="user_email_any_case"),)

    def __str__(self) -> str:
        return self.full_name or self.email

    def set_password(self, raw_password: str | None) -> None:
        """Keep the password in one spelling: phones and computers compose Vietnamese letters differently."""
        super().set_password(_one_spelling(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Return whether this is the password, however its letters are composed."""
        return super().check_password(_one_spelling(raw_password))

    def get_full_name(self) -> str:
        """Return the full name, in Vietnamese order."""
        return self.full_name

    def get_short_name(self) -> str:
        """Return the given name, which stands last in Vietnamese."""
        return self.full_name.split()[-1] if self.full_name.strip() else self.email

    @property
    def first_name(self) -> str:
        """Return what the back office's menu calls somebody; a whole name or an address is cut there."""
        return self.get_short_name()


def _one_spelling(password: str | None) -> str | None:
    return None if password is None else unicodedata.normalize("NFC", password)


class SecondFactor(models.Model):
    """The secret that a person's app shares with the floor, and the last step at which it was used."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="second_factor", verbose_name=_("người dùng")
    )
    secret = models.CharField(_("khóa"), max_length=64)
    last_step = models.BigIntegerField(_("bước cuối đã dùng"), default=-1)
    created_at = models.DateTimeField(_("lập lúc"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("bật lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("xác thực hai bước")
        verbose_name_plural = _("xác thực hai bước")

    def __str__(self) -> str:
        return str(self.user)


class RecoveryCode(models.Model):
    """A code for whoever lost the app; it opens one door once."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="recovery_codes", verbose_name=_("người dùng")
    )
    digest = models.CharField(_("dấu vân tay"), max_length=64)
    used_at = models.DateTimeField(_("dùng lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("mã dự phòng")
        verbose_name_plural = _("mã dự phòng")
        constraints = (models.UniqueConstraint(fields=("user", "digest"), name="one_recovery_code"),)

    def __str__(self) -> str:
        return str(self.user)


class Consent(models.Model):
    """That a person agreed to a version of a document, for one purpose, at a time, in a way."""

    class Purpose(models.TextChoices):
        """What the agreement is for; purposes are never mixed."""

        ACCOUNT = "account", _("mở tài khoản")
        ORDER = "order", _("đặt hàng")
        STALL = "stall", _("mở gian hàng")
        MARKETING_EMAIL = "marketing_email", _("thư quảng bá")

    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="consents")
    reference = models.CharField(_("mã tham chiếu"), max_length=64, blank=True, db_index=True)
    purpose = models.CharField(_("mục đích"), max_length=20, choices=Purpose.choices)
    document = models.SlugField(_("văn bản"), max_length=80)
    version = models.CharField(_("bản"), max_length=20)
    given_at = models.DateTimeField(_("đồng ý lúc"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("rút lại lúc"), null=True, blank=True)
    way = models.CharField(_("cách thức"), max_length=40)

    class Meta:
        verbose_name = _("sự đồng ý")
        verbose_name_plural = _("sự đồng ý")
        ordering = ("-given_at",)

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.document} {self.version}"


class RetentionRule(Rule):
    """For how many months something personal is kept; then name, phone and address go."""

    class Subject(models.TextChoices):
        """What is kept."""

        ORDER = "order", _("đơn hàng đã xong: tên, điện thoại, địa chỉ")
        LETTER = "letter", _("thư đã gửi")

    subject = models.CharField(_("dữ liệu"), max_length=10, choices=Subject.choices)
    months = models.PositiveSmallIntegerField(
        _("giữ (tháng)"), validators=[MinValueValidator(1, _("Giữ ít nhất một tháng."))]
    )

    class Meta:
        verbose_name = _("thời hạn lưu giữ")
        verbose_name_plural = _("thời hạn lưu giữ dữ liệu cá nhân")
        ordering = ("subject", "-valid_from")
        constraints = (models.UniqueConstraint(fields=("subject", "valid_from"), name="one_retention_rule"),)

    def __str__(self) -> str:
        return self.get_subject_display()
