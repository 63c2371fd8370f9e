"""What officers set of search, as rows: other names, pinned goods, hidden words, weights.

``search.knowledge.rules`` makes of them the frozen rules that the planner takes. The shipped synonyms and
weights are written as rows by a migration, so that there is one place to look and to change: an officer
who disagrees with a shipped group edits it, and sees before and after in the log.
"""

from typing import Any, ClassVar, Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from search.models.weights import CHOICES
from search.plan.rules import tokens_of
from search.text import fold

MOST_PLACES: Final = 10
PHRASE_LENGTH: Final = 120


def exact_key(phrase: str) -> str:
    """Return a phrase as the planner compares it with its marks."""
    return " ".join(tokens_of(phrase))


def folded_key(phrase: str) -> str:
    """Return a phrase as the planner compares it without marks."""
    return " ".join(fold(word) for word in tokens_of(phrase))


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a field that has one thing a line."""
    return tuple(line for line in (line.strip() for line in text.splitlines()) if line)


class SynonymSet(models.Model):
    """Names of one thing."""

    class Kind(models.TextChoices):
        """What the names are to each other; see ``search.plan.rules.SynonymGroup``."""

        EQUAL = "equal", _("Các tên như nhau")
        ONE_WAY = "one_way", _("Chỉ dẫn từ tên đầu sang các tên sau")
        KEPT = "kept", _("Cụm từ giữ nguyên, không thay bằng tên khác")

    names = models.TextField(
        _("các tên"),
        max_length=1000,
        help_text=_(
            "Mỗi dòng một tên, viết đủ dấu như người ta vẫn viết. Ví dụ: «đậu phộng», dòng sau «lạc»."
        ),
    )
    kind = models.CharField(
        _("quan hệ"),
        max_length=8,
        choices=Kind.choices,
        default=Kind.EQUAL,
        help_text=_(
            "«Chỉ dẫn từ tên đầu»: tìm tên đầu thì ra cả các tên sau, tìm tên sau thì không ra tên đầu. "
            "«Cụm từ giữ nguyên»: để «bắp bò» không bị hiểu là «ngô bò»."
        ),
    )
    unless = models.TextField(
        _("trừ khi nằm trong"),
        max_length=1000,
        blank=True,
        help_text=_("Mỗi dòng một cụm từ mà trong đó tên mang nghĩa khác. Ví dụ: «lạc» trừ «liên lạc»."),
    )

    objects: ClassVar[models.Manager["SynonymSet"]] = models.Manager()

    class Meta:
        verbose_name = _("nhóm tên gọi khác")
        verbose_name_plural = _("tên gọi khác")
        ordering = ("names", "pk")

    def __str__(self) -> str:
        return ", ".join(lines_of(self.names))


class PinnedGoods(models.Model):
    """A product that stands first for a question."""

    phrase = models.CharField(
        _("từ khóa"),
        max_length=PHRASE_LENGTH,
        help_text=_("Cả câu mà người mua gõ. Có dấu hay không dấu đều được tính."),
    )
    key = models.CharField(max_length=PHRASE_LENGTH * 2, editable=False, db_index=True)
    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.CASCADE, related_name="+", verbose_name=_("món hàng")
    )
    position = models.PositiveSmallIntegerField(
        _("đứng thứ"),
        default=1,
        validators=[
            MinValueValidator(1, _("Chỗ đứng đếm từ 1.")),
            MaxValueValidator(MOST_PLACES, _("Ghim nhiều nhất đến chỗ thứ %(limit_value)s.")),
        ],
        help_text=_("Thứ tự giữa các món được ghim của cùng một từ khóa."),
    )
    reason = models.CharField(
        _("lý do"), max_length=200, help_text=_("Hiện trên trang công khai «Cách sàn xếp thứ tự hàng hóa».")
    )

    objects: ClassVar[models.Manager["PinnedGoods"]] = models.Manager()

    class Meta:
        verbose_name = _("món hàng được ghim")
        verbose_name_plural = _("hàng được ghim")
        ordering = ("key", "position", "pk")
        constraints = (models.UniqueConstraint(fields=("key", "product"), name="search_pinned_once"),)

    def __str__(self) -> str:
        return f"«{self.phrase}» {self.position}. {self.product}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the phrase as the planner compares it."""
        self.key = folded_key(self.phrase)
        super().save(*args, **kwargs)


class HiddenPhrase(models.Model):
    """Words that search passes over."""

    phrase = models.CharField(
        _("từ, cụm từ"),
        max_length=PHRASE_LENGTH,
        help_text=_("Viết đủ dấu: «rượu» không che «ruou»; muốn che cả hai thì thêm hai dòng."),
    )
    key = models.CharField(max_length=PHRASE_LENGTH * 2, editable=False, unique=True)
    reason = models.CharField(
        _("lý do"), max_length=200, help_text=_("Để cán bộ khác hiểu. Không hiện ra ngoài.")
    )

    objects: ClassVar[models.Manager["HiddenPhrase"]] = models.Manager()

    class Meta:
        verbose_name = _("từ bị ẩn")
        verbose_name_plural = _("từ bị ẩn")
        ordering = ("phrase",)

    def __str__(self) -> str:
        return self.phrase

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the phrase as the planner compares it."""
        self.key = exact_key(self.phrase)
        super().save(*args, **kwargs)


class RankingWeight(models.Model):
    """One number of the ranking recipe, in hundredths. What it does and its bounds say ``search.models.weights``."""

    code = models.CharField(_("trọng số"), max_length=20, choices=CHOICES, unique=True, editable=False)
    percent = models.PositiveSmallIntegerField(_("điểm"))

    objects: ClassVar[models.Manager["RankingWeight"]] = models.Manager()

    class Meta:
        verbose_name = _("trọng số")
        verbose_name_plural = _("trọng số")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.get_code_display())
