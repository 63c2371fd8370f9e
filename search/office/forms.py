"""The forms of what officers set of search. The back office saves by them, the preview tries by them."""

from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import BaseValidator
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from marketplace.core.forms import FloorForm
from marketplace.shop.catalogue.models import Product
from marketplace.shop.catalogue.restrictions import restriction_of_product
from search.knowledge.rules import hidden_words
from search.models import HiddenPhrase, PinnedGoods, RankingWeight, SynonymSet
from search.models.rules import exact_key, folded_key, lines_of
from search.models.weights import BY_CODE
from search.plan.rules import tokens_of
from search.text import MAX_TOKENS, clean, tokenise
from search.text.prices import take_price

MOST_NAMES: Final = 20
_FEW: Final = 20
# Two words joined by an officer's habit of commas are two names.
_SEPARATORS: Final = str.maketrans({",": "\n", ";": "\n"})


class RuleForm(FloorForm, forms.ModelForm):  # type: ignore[type-arg]  # Django's class takes none at run time
    """Cleans like every form of the floor, and saves a row."""


class SynonymForm(RuleForm):
    """Names of one thing."""

    class Meta:
        model = SynonymSet
        fields = ("names", "kind", "unless")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "names": forms.Textarea(attrs={"rows": 5}),
            "unless": forms.Textarea(attrs={"rows": 3}),
        }

    def clean_names(self) -> str:
        """Return the names, one a line; a line that says nothing or says it twice is refused."""
        lines = lines_of(self.cleaned_data["names"].translate(_SEPARATORS))
        if len(lines) > MOST_NAMES:
            raise ValidationError(
                _("Một nhóm có nhiều nhất %(most)d tên, bạn đang có %(count)d.")
                % {"most": MOST_NAMES, "count": len(lines)}
            )
        seen: dict[tuple[str, ...], str] = {}
        for line in lines:
            _check_phrase(line)
            name = tokens_of(line)
            if name in seen:
                raise ValidationError(
                    _(
                        "«%(first)s» và «%(second)s» là cùng một tên, chỉ khác cách viết hoa hay đặt dấu. Bạn giữ một thôi."
                    )
                    % {"first": seen[name], "second": line}
                )
            seen[name] = line
        return "\n".join(lines)

    def clean_unless(self) -> str:
        """Return the phrases, one a line."""
        lines = lines_of(self.cleaned_data["unless"].translate(_SEPARATORS))
        for line in lines:
            _check_phrase(line)
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        """Look at names, kind and exceptions together."""
        typed: dict[str, Any] = super().clean() or {}
        if "names" not in typed or "kind" not in typed:
            return typed
        names = lines_of(typed["names"])
        if len(names) == 1 and typed["kind"] != SynonymSet.Kind.KEPT:
            self.add_error(
                "names",
                _(
                    "Nhóm mới có một tên nên chưa dẫn đi đâu. Bạn thêm tên nữa, hoặc chọn «Cụm từ giữ nguyên»."
                ),
            )
        elif len(names) > 1 and typed["kind"] == SynonymSet.Kind.KEPT:
            self.add_error("names", _("«Cụm từ giữ nguyên» chỉ gồm một cụm. Mỗi cụm bạn ghi một nhóm riêng."))
        for phrase in lines_of(typed.get("unless", "")):
            if not any(_holds_more(tokens_of(phrase), tokens_of(name)) for name in names):
                self.add_error(
                    "unless",
                    _(
                        "«%(phrase)s» không chứa tên nào của nhóm kèm chữ khác, nên trừ ra cũng không có tác dụng."
                    )
                    % {"phrase": phrase},
                )
        if not self.errors and (twin := self._twin(names)) is not None:
            self.add_error("names", _("Các tên này đã có trong nhóm «%(group)s».") % {"group": twin})
        if not self.errors:
            self._check_contradiction(names, typed["kind"])
        return typed

    def _check_contradiction(self, names: tuple[str, ...], kind: str) -> None:
        """Refuse a phrase that is kept as it is and replaced at once: the kept one would do nothing."""
        is_kept = kind == SynonymSet.Kind.KEPT
        mine = _replaced(names, kind)
        for row in SynonymSet.objects.exclude(pk=self.instance.pk).order_by("pk"):
            if is_kept is (row.kind == SynonymSet.Kind.KEPT):
                continue
            both = mine.keys() & _replaced(lines_of(row.names), row.kind).keys()
            if both:
                said = {"phrase": mine[min(both)], "group": row}
                self.add_error(
                    "names",
                    (
                        _(
                            "«%(phrase)s» đang là một tên trong nhóm «%(group)s» nên vẫn bị thay. Bạn bỏ nó khỏi nhóm ấy trước."
                        )
                        if is_kept
                        else _(
                            "«%(phrase)s» đang là cụm từ giữ nguyên. Bạn xóa dòng giữ nguyên ấy trước, hoặc bỏ tên này khỏi nhóm."
                        )
                    )
                    % said,
                )
                return

    def _twin(self, names: tuple[str, ...]) -> SynonymSet | None:
        """Return another row that has all of these names."""
        mine = {tokens_of(name) for name in names}
        for row in SynonymSet.objects.exclude(pk=self.instance.pk):
            theirs = {tokens_of(name) for name in lines_of(row.names)}
            if mine == theirs or (len(mine) > 1 and mine < theirs):
                return row
        return None


class PinForm(RuleForm):
    """A product that stands first for a question."""

    goods = forms.CharField(
        label=gettext_lazy("Món hàng"),
        max_length=400,
        help_text=gettext_lazy("Dán địa chỉ trang của món hàng, hoặc ghi mã hàng (SKU)."),
    )
    # Fields of a form come behind those of its model otherwise.
    field_order = ("phrase", "goods", "position", "reason")

    class Meta:
        model = PinnedGoods
        fields = ("phrase", "position", "reason")
        # The model's own sentences, before those that every number of the floor has.
        error_messages: ClassVar[dict[str, dict[str, Any]]] = {
            "position": {
                "required": gettext_lazy("Bạn chưa ghi món này đứng thứ mấy."),
                **{
                    bound.code: bound.message
                    for bound in PinnedGoods._meta.get_field("position").validators
                    if isinstance(bound, BaseValidator) and "message" in vars(bound)
                },
            }
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.product_id:
            with override("vi"):
                self.initial.setdefault("goods", self.instance.product.get_absolute_url())

    def clean_phrase(self) -> str:
        """Return the question; one in which a word is hidden pins nothing."""
        phrase: str = clean(self.cleaned_data["phrase"])
        _check_phrase(phrase)
        if hidden_words().hides(phrase):
            raise ValidationError(
                _(
                    "Trong lời này có từ đang bị ẩn, nên ghim cũng không có tác dụng. Bạn bỏ ẩn trước, hoặc ghim cho lời khác."
                )
            )
        return phrase

    def clean_goods(self) -> str:
        """Find the product that is meant."""
        typed: str = self.cleaned_data["goods"]
        product = _product_of(typed)
        if restriction_of_product(product).no_promotion:
            raise ValidationError(_("Pháp luật không cho quảng bá món này, nên sàn không ghim."))
        self.instance.product = product
        return typed

    def clean(self) -> dict[str, Any]:
        """Refuse the same goods twice for one question."""
        typed: dict[str, Any] = super().clean() or {}
        if "phrase" in typed and "goods" in typed:
            twins = PinnedGoods.objects.filter(
                key=folded_key(typed["phrase"]), product_id=self.instance.product_id
            )
            if twins.exclude(pk=self.instance.pk).exists():
                self.add_error("goods", _("Món này đã được ghim cho từ khóa ấy rồi."))
        return typed


class HiddenForm(RuleForm):
    """Words that search passes over."""

    class Meta:
        model = HiddenPhrase
        fields = ("phrase", "reason")

    def clean_phrase(self) -> str:
        """Return the phrase; one that is hidden already is refused."""
        phrase: str = clean(self.cleaned_data["phrase"])
        _check_phrase(phrase)
        twin = HiddenPhrase.objects.filter(key=exact_key(phrase)).exclude(pk=self.instance.pk).first()
        if twin is not None:
            raise ValidationError(_("«%(phrase)s» đã bị ẩn rồi.") % {"phrase": twin.phrase})
        return phrase


class WeightForm(RuleForm):
    """One number, within its bounds."""

    class Meta:
        model = RankingWeight
        fields = ("percent",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facts = BY_CODE.get(self.instance.code)
        if facts is not None:
            field = self.fields["percent"]
            field.label = str(facts.label)
            field.help_text = _("%(sentence)s Từ %(low)d đến %(high)d.") % {
                "sentence": facts.sentence,
                "low": facts.low,
                "high": facts.high,
            }

    def clean_percent(self) -> int:
        """Keep the number within its bounds, and the better of two tiers at least as good."""
        percent: int = self.cleaned_data["percent"]
        facts = BY_CODE.get(self.instance.code)
        if facts is None:
            raise ValidationError(_("Trọng số này không còn dùng nữa."))
        if not facts.low <= percent <= facts.high:
            raise ValidationError(
                _("«%(label)s» nhận số từ %(low)d đến %(high)d.")
                % {"label": facts.label, "low": facts.low, "high": facts.high}
            )
        other = {"tier_exact": "tier_folded", "tier_folded": "tier_exact"}.get(facts.code)
        row = RankingWeight.objects.filter(code=other).first() if other else None
        if row is not None and (
            percent < row.percent if facts.code == "tier_exact" else percent > row.percent
        ):
            raise ValidationError(
                _(
                    "Hàng đúng như gõ phải được cộng ít nhất bằng hàng đúng chữ không kể dấu (đang là %(other)d)."
                )
                % {"other": row.percent}
            )
        return percent


def _check_phrase(phrase: str) -> None:
    """Refuse a phrase that no question can hold."""
    count = len(tokens_of(phrase))
    if not count:
        raise ValidationError(_("«%(phrase)s» không có chữ hay số nào để tìm.") % {"phrase": phrase})
    if count > MAX_TOKENS:
        raise ValidationError(
            _("«%(phrase)s» có %(count)d chữ; ô tìm chỉ đọc %(most)d chữ.")
            % {"phrase": phrase, "count": count, "most": MAX_TOKENS}
        )
    # A question is asked without them, and no name in the index has them.
    rest, price = take_price(phrase.lower())
    _words, units = tokenise(rest)
    if price is not None or units:
        raise ValidationError(
            _(
                "«%(phrase)s» có giá, khối lượng hay kích cỡ. Máy đọc riêng những thứ ấy, nên ghi ở đây không có tác dụng. Bạn bỏ phần đó đi."
            )
            % {"phrase": phrase}
        )


def _replaced(names: tuple[str, ...], kind: str) -> dict[tuple[str, ...], str]:
    """Return the names from which a group leads on, by their tokens: of a one-way group the first alone."""
    leading = names[:1] if kind == SynonymSet.Kind.ONE_WAY else names
    return {tokens_of(name): name for name in leading}


def _holds_more(phrase: tuple[str, ...], name: tuple[str, ...]) -> bool:
    return len(phrase) > len(name) and any(
        phrase[at : at + len(name)] == name for at in range(len(phrase) - len(name) + 1)
    )


def _product_of(typed: str) -> Product:
    """Return the product on the shelf that an address or a code names."""
    slug = _slug_of(typed)
    named: Any = {"slug": slug} if slug else {"sku": typed}
    shelf = Product.objects.filter(is_public=True, **named).select_related("parent")
    # A variant's code means the page on which it is chosen.
    pages = {product.parent if product.is_child else product for product in shelf[:_FEW]}
    found: list[Product] = [product for product in pages if product.is_public]
    if not found:
        raise ValidationError(
            _("Không có món nào đang trên kệ với địa chỉ hay mã «%(typed)s».") % {"typed": typed}
        )
    if len(found) > 1:
        raise ValidationError(_("Nhiều gian hàng cùng dùng mã này. Bạn dán địa chỉ trang của món hàng."))
    return found[0]


def _slug_of(typed: str) -> str:
    """Return the product's part of an address of its page, in any language of the floor; else nothing."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            try:
                match = resolve(urlsplit(typed).path)
            except (Resolver404, ValueError):
                continue
        if match.view_name == "catalogue:detail":
            return str(match.kwargs["product_slug"])
    return ""
