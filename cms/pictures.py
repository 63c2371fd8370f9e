"""Pictures of articles, as WebP in three widths made by Wagtail and kept as its renditions."""

from typing import Any, Final

from marketplace.core.files.pictures import Picture

SPECS: Final = ("width-480|format-webp", "width-800|format-webp", "width-1200|format-webp")


def build_news_picture(image: Any, alt: str = "") -> Picture:
    """Return what a template needs of a Wagtail image; missing copies are made."""
    copies = sorted(image.get_renditions(*SPECS).values(), key=lambda copy: int(copy.width))
    middle = copies[len(copies) // 2]
    srcset = ", ".join(f"{copy.url} {copy.width}w" for copy in copies)
    return Picture(middle.url, srcset, middle.width, middle.height, alt)
