"""What an English page says that is Vietnamese, and does not say that it is."""

import re
from typing import Final

from bs4 import BeautifulSoup, Comment

# Letters that Vietnamese has and English has not.
_VIETNAMESE: Final = re.compile(
    r"[ăâđêôơưàảãạáằẳẵặắầẩẫậấèẻẽẹéềểễệếìỉĩịíòỏõọóồổỗộốờởỡợớùủũụúừửữựứỳỷỹỵý]", re.IGNORECASE
)
# Names of the floor, of places, people and laws, and the country's coin; goods stay as they are written.
_NAMES: Final = re.compile(
    r"Sàn Quảng Trị|Quảng Trị|(phường|xã|thị trấn) [A-ZĐ][\w ]*|tỉnh [A-ZĐ][\w ]*|đồng|₫"
    r"|Gian hàng thử \d+|Hồ Thị Hạnh|Hạnh|Nguyễn Thị Hồng Nhung|24 (đường )?Lê Lợi|Món thử \d+"
    r"|Nghị định [\w/Đ-]+(, (Điều \d+|Phụ lục \w+))?( khoản \d+)?( điểm \w)?|Đông Hà|Cùa"
    r"|Cà phê (Arabica|rang) \d+|túi\b|Gọi trước khi giao"
)


def english_of(page: str, part: str = "html") -> list[str]:
    """Return what ``part`` of the page says and shows as English, without what people typed or choose from."""
    soup = BeautifulSoup(page, "html.parser").select_one(part)
    assert soup is not None, part
    for one in soup.select("script, style, template, option, textarea, title, [lang=vi]"):
        one.extract()
    told = [str(text) for text in soup.find_all(string=True) if not isinstance(text, Comment)]
    for attribute in ("aria-label", "placeholder", "title"):
        told += [str(one[attribute]) for one in soup.select(f"[{attribute}]")]
    return told


def left_over(page: str, part: str = "html") -> list[str]:
    """Return each text of it that is neither English nor a name."""
    told = (_NAMES.sub("", " ".join(text.split())) for text in english_of(page, part))
    return sorted({text for text in told if _VIETNAMESE.search(text)})
