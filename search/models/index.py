"""The copy of the shelf that lists are read from, and the queue that keeps it fresh (law 7).

Nothing here is the truth: ``search_reindex`` makes all of it anew from the products.
"""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from search.models.fields import VectorField


class ProductEntry(models.Model):
    """One product page in the index, with everything a list shows of it, so that lists join nothing."""

    product = models.OneToOneField(
        "catalogue.Product", primary_key=True, on_delete=models.CASCADE, related_name="search_entry"
    )
    title = models.CharField(max_length=255)
    slug = models.CharField(max_length=255)
    category_slug = models.CharField(max_length=255)
    aisle_slug = models.CharField(max_length=255)
    stall_slug = models.CharField(max_length=80)
    stall_name = models.CharField(max_length=120)
    ward_code = models.CharField(max_length=5, blank=True)
    ward_name = models.CharField(max_length=120, blank=True)
    price = models.PositiveBigIntegerField()
    price_was = models.PositiveBigIntegerField(null=True)
    unit = models.CharField(max_length=40, blank=True)
    has_variants = models.BooleanField(default=False)
    in_stock = models.BooleanField(default=False)
    ocop_stars = models.PositiveSmallIntegerField(default=0)
    rating = models.FloatField(null=True)
    review_count = models.PositiveIntegerField(default=0)
    sold_count = models.PositiveIntegerField(default=0)
    ships_province = models.BooleanField(default=False)
    ships_region = models.BooleanField(default=False)
    ships_nation = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    picture_name = models.CharField(max_length=255, blank=True)
    picture_widths = models.JSONField(default=list)
    picture_width = models.PositiveIntegerField(default=0)
    picture_height = models.PositiveIntegerField(default=0)
    # What is counted beside a list, packed (search.engines.packing).
    place = models.BigIntegerField(default=0, editable=False)
    traits = models.SmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("mục tra cứu")
        verbose_name_plural = _("mục tra cứu")
        indexes = (
            # One index for each order that a list can be asked for, ending in the tie-breaker.
            models.Index(
                fields=(
                    "-in_stock",
                    "-sold_count",
                    "-published_at",
                    "product",
                ),
                name="entry_default_order",
            ),
            models.Index(
                fields=(
                    "-published_at",
                    "product",
                ),
                name="entry_newest",
            ),
            models.Index(
                fields=(
                    "price",
                    "product",
                ),
                name="entry_price",
            ),
            models.Index(
                fields=(
                    "-sold_count",
                    "product",
                ),
                name="entry_best_selling",
            ),
            # And the ways in.
            models.Index(
                fields=(
                    "aisle_slug",
                    "-in_stock",
                    "-sold_count",
                    "-published_at",
                ),
                name="entry_aisle",
            ),
            models.Index(
                fields=(
                    "category_slug",
                    "-in_stock",
                    "-sold_count",
                    "-published_at",
                ),
                name="entry_category",
            ),
            models.Index(
                fields=(
                    "stall_slug",
                    "-in_stock",
                    "-sold_count",
                    "-published_at",
                ),
                name="entry_stall",
            ),
            models.Index(
                fields=("ward_code", "-in_stock", "-sold_count", "-published_at"),
                name="entry_ward_order",
            ),
            models.Index(fields=("ocop_stars",), name="entry_ocop"),
            # Everything that is counted, without a look at the rows themselves.
            models.Index(fields=("product", "place", "traits", "price"), name="entry_counted"),
            # And the same in groups, so that the whole shelf is counted without being sorted.
            models.Index(fields=("place", "traits", "price", "product"), name="entry_groups"),
        )

    def __str__(self) -> str:
        return self.title


class EntryText(models.Model):
    """The normalised text of one entry: what the words of a question are looked for in.

    Tokens with one space between, as ``search.documents`` describes them. Kept apart from the entry,
    so that lists without words read narrow rows.
    """

    entry = models.OneToOneField(
        ProductEntry, primary_key=True, on_delete=models.CASCADE, related_name="text"
    )
    title = models.TextField()
    title_folded = models.TextField()
    keywords = models.TextField()
    keywords_folded = models.TextField()
    description = models.TextField()
    description_folded = models.TextField()
    units = models.TextField(blank=True)
    vector_exact = VectorField(blank=True, editable=False)
    vector_folded = VectorField(blank=True, editable=False)

    class Meta:
        verbose_name = _("lời của mục tra cứu")
        verbose_name_plural = _("lời của mục tra cứu")

    def __str__(self) -> str:
        return self.title


class Word(models.Model):
    """A word of the catalogue, or two in a row (``right``), and in how many products it stands.

    ``changed_in`` is the version of the vocabulary that last changed the count: a process that knows
    an older one reads only what came since. A count of nought is kept, to be read as gone.
    """

    left = models.CharField(max_length=64, blank=True)
    right = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField()
    changed_in = models.PositiveBigIntegerField(db_index=True)

    class Meta:
        verbose_name = _("từ của hàng hóa")
        verbose_name_plural = _("từ của hàng hóa")
        constraints = (models.UniqueConstraint(fields=("left", "right"), name="search_word_once"),)

    def __str__(self) -> str:
        return f"{self.left} {self.right}".strip()


class IndexTask(models.Model):
    """That a product has to be indexed again. Written in the transaction that changed the product."""

    product_id = models.BigIntegerField(db_index=True)
    queued_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    # The database's index has it; what is left is Elasticsearch's copy (see ``search.indexing.mirror``).
    in_database = models.BooleanField(default=False, db_index=True)

    class Meta:
        verbose_name = _("việc lập mục")
        verbose_name_plural = _("việc lập mục")
        ordering = ("pk",)
        permissions = (("mend_index", _("Cho lập mục lại")),)

    def __str__(self) -> str:
        return str(self.product_id)


class IndexState(models.Model):
    """One row: what is kept in memory is kept under its versions, and indexers take turns by locking it.

    ``version`` changes with what lists count, ``words_version`` with the vocabulary, ``rules_version``
    with what officers set. ``turn`` counts the readings that Elasticsearch's documents carry.
    """

    version = models.PositiveBigIntegerField(default=1)
    words_version = models.PositiveBigIntegerField(default=1)
    rules_version = models.PositiveBigIntegerField(default=1)
    turn = models.PositiveBigIntegerField(default=1)

    class Meta:
        verbose_name = _("phiên bản mục tra cứu")
        verbose_name_plural = _("phiên bản mục tra cứu")

    def __str__(self) -> str:
        return str(self.version)
