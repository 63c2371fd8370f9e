"""What findings say, in the language of whoever reads them: a finding keeps a code and facts, its sentence stands here.

What a rule says of its words is the department's own text and stays as it was written.
"""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.listings.enums import PaperKind
from marketplace.listings.labels.shipped import known_fields
from marketplace.listings.screening.enums import Saying
from marketplace.listings.screening.models import Finding

_SENTENCES: Final[Mapping[str, Promise | str]] = {
    Saying.UNMARKED: gettext_lazy("Chữ viết thiếu dấu, có thể là “%(phrase)s”."),
    Saying.OTHER_GROUP: gettext_lazy(
        "Tên hàng nói tới “%(goods)s”, nhóm nhãn lại là nhóm khác: hỏi tuổi, không thu tiền mặt và các điều "
        "kiện bán chỉ có khi chọn đúng nhóm."
    ),
    Saying.CONTACT: gettext_lazy(
        "Số điện thoại, thư hoặc đường dẫn trong lời tả. Người mua liên hệ qua sàn."
    ),
    Saying.OCOP_ENDED: gettext_lazy("Giấy OCOP đã hết hạn ngày %(day)s."),
    Saying.OCOP_ENDS: gettext_lazy("Giấy OCOP hết hạn %(day)s, còn %(left)s ngày."),
    Saying.OTHER_STARS: gettext_lazy("Số sao trong lời tả khác số sao đã khai (%(stars)s sao)."),
    Saying.PAPER_ENDED: gettext_lazy("%(paper)s đã hết hạn ngày %(day)s."),
    Saying.PAPER_ENDS: gettext_lazy("%(paper)s hết hạn %(day)s, còn %(left)s ngày."),
    Saying.OWN_TITLE: gettext_lazy("Trùng tên với một mặt hàng khác của chính gian hàng."),
    Saying.FOREIGN_TITLE: gettext_lazy("Trùng tên với một mặt hàng của gian hàng khác."),
    Saying.SMALL_PICTURE: gettext_lazy(
        "Ảnh nhỏ, %(width)s × %(height)s điểm. Nên từ %(side)s điểm mỗi cạnh."
    ),
    Saying.OWN_PICTURE: gettext_lazy("Giống ảnh một mặt hàng khác của chính gian hàng."),
    Saying.FOREIGN_PICTURE: gettext_lazy("Giống ảnh của gian hàng khác."),
    Saying.LOW_PRICE: gettext_lazy("Giá %(price)s thấp lạ so với danh mục (giá giữa %(middle)s)."),
    Saying.HIGH_PRICE: gettext_lazy("Giá %(price)s cao lạ so với danh mục (giá giữa %(middle)s)."),
    Saying.FAULT: gettext_lazy("Máy không soi được bản này. Cán bộ xem từng mục giúp."),
}
_PLACES: Final[Mapping[str, Promise | str]] = {
    "title": gettext_lazy("Tên hàng"),
    "description": gettext_lazy("Mô tả"),
    "label_group": gettext_lazy("Nhóm nhãn"),
    "variants": gettext_lazy("Quy cách"),
    "ocop_stars": gettext_lazy("OCOP"),
    "papers": gettext_lazy("Giấy tờ"),
    "captions": gettext_lazy("Lời tả ảnh"),
}


def say(finding: Finding) -> str:
    """Return the check's own sentence, or nothing where the finding says only what a rule says (``message``)."""
    sentence = _SENTENCES.get(finding.saying)
    facts = dict(finding.facts)
    if "paper_kind" in facts:
        facts["paper"] = f"{PaperKind(facts['paper_kind']).label} {facts['number']}".strip()
    return str(sentence) % facts if sentence else ""


def name_place(finding: Finding) -> str:
    """Return what the field is called that the finding is about; lines of the label by their official name."""
    if finding.field == "pictures":
        return _("Ảnh %s") % ((finding.start or 0) + 1)
    if finding.field in _PLACES:
        return str(_PLACES[finding.field])
    return _("Nhãn: %s") % known_fields().get(finding.field, finding.field)
