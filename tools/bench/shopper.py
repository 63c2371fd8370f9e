"""A shopper over HTTP: fills the basket, walks through checkout, and can stop just before the last step.

Forms are read from the pages as they are sent, so that a renamed hidden field does not break the measuring.
"""

import html
import http.client
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

_INPUT = re.compile(r"<(?:input|button)\b[^>]*>")
_SELECT = re.compile(r"<select\b[^>]*>.*?</select>", re.DOTALL)
_OPTION = re.compile(r"<option\b[^>]*>")
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([a-z-]+)(?:=\"([^\"]*)\")?")

ANSWERS = {
    "full_name": "Nguyễn Thị Hồng Nhung",
    "phone": "0912345678",
    "email": "nhung@example.vn",
    "line1": "12 đường Hùng Vương",
    "province": "44",
}


class RoadError(Exception):
    """A step was not answered as expected; the message says which."""


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a tag; one without a value stands for itself."""
    return {
        name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag.split(None, 1)[-1].rstrip("/>"))
    }


def fields_of(form: str) -> dict[str, str]:
    """Return what a browser would send from a form if every box were ticked and nothing else touched."""
    fields: dict[str, str] = {}
    for tag in _INPUT.findall(form):
        found = attributes(tag)
        name, kind = found.get("name"), found.get("type", "text")
        if not name or tag.startswith("<button") or kind in {"submit", "image", "button"}:
            continue
        if kind == "radio":
            if "checked" in found or name not in fields:
                fields[name] = found.get("value", "on")
        else:
            fields[name] = found.get("value", "on" if kind == "checkbox" else "")
    for block in _SELECT.findall(form):
        name = attributes(_first_tag(block)).get("name")
        options = [attributes(tag) for tag in _OPTION.findall(block)]
        chosen = next((each["value"] for each in options if "selected" in each and each.get("value")), "")
        if name:
            fields[name] = chosen or next((each["value"] for each in options if each.get("value")), "")
    return fields


def _first_tag(block: str) -> str:
    return block.split(">", 1)[0]


def form_to(page: str, path: str) -> dict[str, str]:
    """Return the fields of the form that posts to ``path``; an empty action is the page's own."""
    for head, inner in _FORM.findall(page):
        found = attributes(f"<form {head}")
        if (
            found.get("method", "get").lower() == "post"
            and urlsplit(found.get("action") or path).path == path
        ):
            return fields_of(inner)
    raise RoadError(f"no form to {path}")


@dataclass
class Shopper:
    """One visitor with cookies of their own."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def headers(self) -> dict[str, str]:
        """Return what a browser sends along."""
        host = f"localhost:{self.port}"
        found = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
        if self.cookies:
            found["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return found

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Send a request; return status, where it leads to, and the page."""
        headers, body = self.headers(), None
        if fields is not None:
            headers["Content-Type"], body = "application/x-www-form-urlencoded", urlencode(fields)
        self._link.request(method, path, body, headers)
        answer = self._link.getresponse()
        page = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                pair = value.split(";", 1)[0]
                self.cookies[pair.split("=", 1)[0]] = pair.split("=", 1)[1]
        return answer.status, urlsplit(answer.getheader("Location") or "").path, page

    def add(self, product_id: str, quantity: int = 1) -> None:
        """Put goods into the basket."""
        status, _, _ = self.ask(
            "POST", "/gio-hang/them/", {"product_id": product_id, "quantity": str(quantity)}
        )
        if status not in {302, 303}:
            raise RoadError(f"adding {product_id} was answered {status}")

    def tell(self) -> str:
        """Fill in the details; return the path of the review step."""
        path = "/thanh-toan/"
        status, _, page = self.ask("GET", path)
        for _try in range(3):
            if status not in {200, 422}:
                raise RoadError(f"the details step answers {status}")
            fields = form_to(page, path)
            fields = {
                name: value for name, value in fields.items() if name not in {"chon-xa", "dung-dia-chi"}
            }
            status, target, page = self.ask("POST", path, {**fields, **ANSWERS})
            if status in {302, 303}:
                if target == "/thanh-toan/xem-lai/":
                    return target
                raise RoadError(f"the details step leads to {target}")
        raise RoadError("the details step asks again and again")

    def review(self) -> dict[str, str]:
        """Read the review step; return the fields that bind the order."""
        status, target, page = self.ask("GET", "/thanh-toan/xem-lai/")
        if status != 200:  # noqa: PLR2004
            raise RoadError(f"the review step answers {status} {target}")
        return form_to(page, "/thanh-toan/dat-hang/")

    def place(self, fields: dict[str, str]) -> str:
        """Bind the order; return the path of the order page."""
        status, target, _ = self.ask("POST", "/thanh-toan/dat-hang/", fields)
        if status not in {302, 303} or not target.startswith("/don-hang/"):
            raise RoadError(f"placing was answered {status} {target}")
        return target

    def as_text(self, method: str, path: str, fields: dict[str, str] | None = None) -> str:
        """Return a request of this shopper as it goes over the wire."""
        headers, body = self.headers(), ""
        if fields is not None:
            body = urlencode(fields)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join(lines) + "\r\n\r\n" + body
