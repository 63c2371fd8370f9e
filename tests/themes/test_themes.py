"""What the themes' own README promises of every file in them."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

THEMES = Path(__file__).resolve().parents[2] / "themes"
TEMPLATES = sorted(THEMES.glob("*/templates/**/*.html"))
# Letters are read by mail programs and an order's paper is kept as a file: both carry their style inside.
PAGES = [path for path in TEMPLATES if "emails" not in path.parts and path.name != "document.html"]
STYLES = sorted(THEMES.glob("*/static/css/*.css"))
SCRIPTS = sorted(THEMES.glob("*/static/js/*.js"))


def name(path: Path) -> str:
    return str(path.relative_to(THEMES))


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_compiles(path: Path) -> None:
    get_template(str(path).partition("/templates/")[2])


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_page_has_no_inline_style_or_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"\sstyle=|<style|\son\w+=\"", text) == []
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert [tag for tag in scripts if " src=" not in tag] == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_static_files_that_a_page_names_exist(path: Path) -> None:
    names = re.findall(r'{% static "([^"]+)" %}', path.read_text(encoding="utf-8"))
    assert [static for static in names if finders.find(static) is None] == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_icons_that_a_page_draws_are_in_the_sprite(path: Path) -> None:
    sprite = (THEMES / "base/static/icons.svg").read_text(encoding="utf-8")
    icons = set(re.findall(r'{% icon "([\w-]+)"', path.read_text(encoding="utf-8")))
    assert {icon for icon in icons if f'id="i-{icon}"' not in sprite} == set()


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_page_fetches_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r'(?:src|srcset|action)="(?:https?:)?//', text) == []
    assert re.findall(r'<link[^>]+href="(?:https?:)?//', text) == []


SHARED = (
    [
        path
        for folder in ("storefront", "search", "catalogue", "cms")
        for path in sorted((THEMES / "base/templates" / folder).rglob("*.html"))
        # A review is written by somebody, and the back office knows who is there.
        if path.name != "review.html" and path.parent.name != "office"
    ]
    + [THEMES / "base/templates/layouts" / part for part in ("skeleton.html", "base.html", "error.html")]
    + [
        THEMES / "base/templates/components" / part
        for part in (
            "site_header.html",
            "site_footer.html",
            "category_menu.html",
            "product_card.html",
            "toasts.html",
        )
    ]
)


@pytest.mark.parametrize("path", SHARED, ids=name)
def test_shared_page_asks_for_nobody(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    asked = re.findall(
        r"request\.(?:user|session|basket|COOKIES)|csrf_token|{{ user|perms\.|\bmessages\b", text
    )
    assert asked == []


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_style_sheet_has_no_id_and_forces_nothing(path: Path) -> None:
    css = without_comments(path.read_text(encoding="utf-8"))
    assert "!important" not in css
    assert "@layer" not in css
    selectors = re.findall(r"([^{}]+){", css)
    assert [selector for selector in selectors if re.search(r"#[a-z]", selector)] == []


@pytest.mark.parametrize("path", [path for path in STYLES if not path.name.endswith("tokens.css")], ids=name)
def test_colours_are_named_by_the_theme_alone(path: Path) -> None:
    css = without_comments(path.read_text(encoding="utf-8"))
    # Print is black on white whatever the theme.
    assert set(re.findall(r"#[0-9a-f]{3,8}\b|rgb\([^)]*\)|hsl\([^)]*\)", css)) <= {"#000"}


@pytest.mark.parametrize("path", [path for path in STYLES if not path.name.endswith("tokens.css")], ids=name)
def test_every_variable_that_is_used_is_set(path: Path) -> None:
    everything = "".join(sheet.read_text(encoding="utf-8") for sheet in STYLES)
    used = set(re.findall(r"var\((--[\w-]+)", path.read_text(encoding="utf-8")))
    # Sheets of the back office stand beside Wagtail's, whose variables begin with --w-.
    ours = {variable for variable in used if not variable.startswith("--w-")}
    assert {variable for variable in ours if f"{variable}:" not in everything} == set()


def test_dark_scheme_turns_every_ground_and_ink() -> None:
    light, dark = schemes()
    colour = re.compile(r"(--[\w-]+): #[0-9a-f]{3,6};")
    unturned = set(colour.findall(light)) - set(colour.findall(dark))
    # The band stays dark under both, and codes to scan need white.
    assert unturned == {"--white", "--band-ink", "--band-soft"}


def schemes() -> tuple[str, str]:
    """The light and the dark values."""
    tokens = (THEMES / "quangtri/static/css/tokens.css").read_text(encoding="utf-8")
    light, dark = tokens.split("@media (prefers-color-scheme: dark)")
    return light, dark


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


PAIRS = [
    ("--ink", "--paper"),
    ("--ink", "--surface"),
    ("--ink-soft", "--paper"),
    ("--ink-soft", "--sunken"),
    ("--action", "--paper"),
    ("--on-action", "--action"),
    ("--vouch", "--paper"),
    ("--vouch", "--vouch-soft"),
    ("--on-vouch", "--vouch"),
    ("--way", "--paper"),
    ("--sun-ink", "--sun-soft"),
    ("--wrong", "--paper"),
    *((f"--face-ink-{tint}", f"--face-{tint}") for tint in range(8)),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_is_readable_on_its_ground(ink: str, ground: str, scheme: str) -> None:
    light, dark = schemes()
    values = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", light))
    if scheme == "dark":
        values |= dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", dark))
    assert contrast(values[ink], values[ground]) >= 7


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_script_imports_only_what_lies_beside_it(path: Path) -> None:
    imports = re.findall(r'import\s*\(?["\']([^"\']+)["\']', path.read_text(encoding="utf-8"))
    assert [module for module in imports if not (path.parent / module).is_file()] == []
