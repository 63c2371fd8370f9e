"""What each weight of the ranking recipe is called, does, and may be: for the officers' form and the public page.

Figures are hundredths: a full answer whose words all stand in the title as typed has 100. ``title`` and
``exact`` are that measure itself, so nobody edits them. What decides between equals (sales, stars) is
bounded low on purpose: no figure may lift goods over those that have what was asked for.
"""

from dataclasses import dataclass, fields
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from search.plan.rules import Weights

Text = str | Promise


@dataclass(frozen=True, slots=True)
class WeightFacts:
    """One weight that officers may change, from ``low`` to ``high`` hundredths."""

    code: str
    label: Text
    sentence: Text
    low: int
    high: int


EDITED: Final = (
    WeightFacts(
        "keywords",
        _("Chữ ở gian hàng, xã, danh mục"),
        _(
            "Chữ được tìm nằm ở tên gian hàng, xã phường, danh mục hay OCOP thì được bấy nhiêu, so với 100 nếu nằm trong tên hàng."
        ),
        0,
        100,
    ),
    WeightFacts(
        "description",
        _("Chữ ở lời tả"),
        _("Chữ được tìm nằm trong lời tả thì được bấy nhiêu, so với 100 nếu nằm trong tên hàng."),
        0,
        100,
    ),
    WeightFacts(
        "also",
        _("Có ở nhiều chỗ"),
        _("Chữ có ở nhiều chỗ thì mỗi chỗ thêm được cộng bấy nhiêu phần trăm điểm của chỗ ấy."),
        0,
        50,
    ),
    WeightFacts(
        "folded",
        _("Gõ không dấu"),
        _("Hàng đúng chữ khi người mua gõ không dấu giữ bấy nhiêu phần trăm điểm."),
        50,
        100,
    ),
    WeightFacts(
        "other_accent",
        _("Khác dấu"),
        _("Hàng cùng chữ nhưng khác dấu với chữ đã gõ giữ bấy nhiêu phần trăm điểm."),
        0,
        100,
    ),
    WeightFacts(
        "corrected",
        _("Sau khi sửa lỗi gõ"),
        _("Hàng đúng chữ sau khi máy sửa lỗi gõ giữ bấy nhiêu phần trăm điểm."),
        0,
        100,
    ),
    WeightFacts(
        "synonym",
        _("Tên gọi khác"),
        _("Hàng mang tên gọi khác của thứ được tìm giữ bấy nhiêu phần trăm điểm."),
        0,
        100,
    ),
    WeightFacts(
        "prefix", _("Chữ gõ dở"), _("Hàng có chữ bắt đầu như chữ gõ dở giữ bấy nhiêu phần trăm điểm."), 0, 100
    ),
    WeightFacts(
        "head",
        _("Đứng đầu tên hàng"),
        _("Tên hàng bắt đầu bằng chữ được tìm thì cộng bấy nhiêu."),
        0,
        50,
    ),
    WeightFacts(
        "adjacency",
        _("Các chữ đứng liền nhau"),
        _(
            "Các chữ được tìm đứng liền nhau trong tên hàng, hay ở gian hàng, xã, danh mục, thì cộng nhiều nhất bấy nhiêu."
        ),
        0,
        50,
    ),
    WeightFacts(
        "unit",
        _("Đúng khối lượng, dung tích"),
        _("Người mua hỏi khối lượng, dung tích hay kích thước và hàng có đúng cỡ ấy thì cộng bấy nhiêu."),
        0,
        100,
    ),
    WeightFacts(
        "price",
        _("Đúng tầm giá"),
        _("Người mua nói tầm giá và giá hàng nằm trong tầm ấy thì cộng bấy nhiêu."),
        0,
        100,
    ),
    WeightFacts(
        "sales",
        _("Bán được nhiều"),
        _("Hàng bán chạy được cộng nhiều nhất bấy nhiêu; chưa bán được thì không cộng."),
        0,
        20,
    ),
    WeightFacts(
        "ocop",
        _("Sao OCOP"),
        _("Hàng OCOP 5 sao được cộng bấy nhiêu, ít sao hơn thì cộng ít hơn theo số sao."),
        0,
        20,
    ),
    WeightFacts(
        "rating",
        _("Điểm đánh giá"),
        _("Hàng được chấm 5 sao được cộng bấy nhiêu, điểm thấp hơn thì cộng ít hơn."),
        0,
        20,
    ),
    WeightFacts("out_of_stock", _("Tạm hết hàng"), _("Hàng đang hết bị trừ bấy nhiêu."), 0, 50),
    WeightFacts(
        "tier_folded",
        _("Đủ mọi chữ, không kể dấu"),
        _("Hàng có đủ mọi chữ được tìm, không kể dấu, thì cộng bấy nhiêu."),
        0,
        100,
    ),
    WeightFacts(
        "tier_exact",
        _("Đủ mọi chữ, đúng như gõ"),
        _("Hàng có đủ mọi chữ đúng như người mua gõ thì cộng bấy nhiêu."),
        0,
        100,
    ),
)
BY_CODE: Final = {one.code: one for one in EDITED}
CHOICES: Final = tuple((one.code, one.label) for one in EDITED)


def percents(weights: Weights) -> dict[str, int]:
    """Return every weight in hundredths, by code."""
    return {one.name: round(100 * getattr(weights, one.name)) for one in fields(weights)}


def weights_of(changed: dict[str, int]) -> Weights:
    """Return the weights with these hundredths in place of the shipped ones; an unknown code changes nothing."""
    return Weights(**{code: percent / 100 for code, percent in changed.items() if code in BY_CODE})
