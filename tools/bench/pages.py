"""What is measured on a floor: five kinds of page, and orders."""

import json
import re
import subprocess
import sys
import time
import urllib.request
from dataclasses import asdict, dataclass

from tools.bench.floor import BenchError, Floor
from tools.bench.load import Connection, Load, Measured
from tools.bench.shopper import Shopper
from tools.compile_messages import ROOT

CLIENTS = 8
SECONDS = 8.0
ORDERS = 160
LINES = 3

# Products that can be put into a basket by a plain post, of as many stalls as there are lines.
_CHOOSE = """
import json
from django.apps import apps
from django.conf import settings
Product = apps.get_model("catalogue", "Product")
rows = (Product.objects.filter(is_public=True, stockrecords__num_in_stock__gt={need}, structure="standalone")
        .order_by("stall_id", "pk").values_list("stall_id", "pk", "slug"))
stalls = {{}}
for stall, pk, slug in rows.iterator():
    stalls.setdefault(stall, (pk, slug))
    if len(stalls) >= {stalls}:
        break
slugs = list(Product.objects.filter(is_public=True).exclude(structure="child").order_by("?")
             .values_list("slug", "pk")[:100])
print("@" + json.dumps({{"goods": list(stalls.values()), "slugs": slugs}}))
"""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    page: str
    measured: Measured
    sql: int | None


@dataclass(frozen=True)
class Goods:
    """What the shoppers look at and buy."""

    baskets: list[list[str]]
    products: list[str]
    category: str


def send(load: Load) -> Measured:
    """Send a load from a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.bench.load"],
        input=json.dumps(asdict(load)),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return Measured(**json.loads(done.stdout))


def choose(floor: Floor, port: int) -> Goods:
    """Choose what is looked at and bought: goods of three stalls per basket, spread over the stalls."""
    script = _CHOOSE.format(need=5, stalls=240)
    output = floor.manage("shell", "--no-imports", "-c", script)
    found = json.loads(output[output.index("@") + 1 :])
    ids = [str(pk) for pk, _slug in found["goods"]]
    if len(ids) < LINES:
        raise BenchError("fewer than three stalls have goods to sell")
    baskets = [
        [ids[(LINES * number + step) % len(ids)] for step in range(LINES)] for number in range(ORDERS * 2)
    ]
    with urllib.request.urlopen(f"http://localhost:{port}/san-pham/", timeout=60) as response:
        page = response.read().decode()
    categories = re.findall(r"/danh-muc/[a-z0-9-]+/", page)
    if not categories:
        raise BenchError("the list of goods links to no category")
    return Goods(baskets, [f"/san-pham/{slug}/" for slug, _pk in found["slugs"]], categories[0])


def with_basket(port: int, goods: list[str]) -> Shopper:
    """Return a shopper who has filled the basket."""
    shopper = Shopper(port)
    for product in goods:
        shopper.add(product)
    return shopper


def page_requests(port: int, goods: Goods) -> dict[str, list[str]]:
    """Return the requests of each kind of page; those of one shopper come from one basket each."""
    visitor = Shopper(port)
    told = [with_basket(port, goods.baskets[number]) for number in range(CLIENTS)]
    for shopper in told:
        shopper.tell()
    return {
        "home": [visitor.as_text("GET", "/")],
        "list": [visitor.as_text("GET", "/san-pham/")],
        "category": [visitor.as_text("GET", goods.category)],
        "product": [visitor.as_text("GET", path) for path in goods.products],
        "basket": [shopper.as_text("GET", "/gio-hang/") for shopper in told],
        "checkout, details": [shopper.as_text("GET", "/thanh-toan/") for shopper in told],
        "checkout, review": [shopper.as_text("GET", "/thanh-toan/xem-lai/") for shopper in told],
    }


def count_sql(floor: Floor, goods: Goods) -> dict[str, int]:
    """Return the queries of each kind of page, the second time it is asked for."""
    counts: dict[str, int] = {}
    with floor.open(cache_seconds=0, measure_sql=True) as port:
        shopper = with_basket(port, goods.baskets[-1])
        shopper.tell()
        paths = {
            "home": "/", "list": "/san-pham/", "category": goods.category, "product": goods.products[0],
            "basket": "/gio-hang/", "checkout, details": "/thanh-toan/", "checkout, review": "/thanh-toan/xem-lai/",
        }  # fmt: skip
        for name, path in paths.items():
            for _time in range(4):  # both processes have warmed up by then
                counts[name] = _ask_count(port, shopper, "GET", path)
        counts["order, last step"] = _ask_count(
            port, shopper, "POST", "/thanh-toan/dat-hang/", shopper.review()
        )
    return counts


def _ask_count(
    port: int, shopper: Shopper, method: str, path: str, fields: dict[str, str] | None = None
) -> int:
    return Connection(port).header(shopper.as_text(method, path, fields).encode(), b"x-floor-sql")


def measure_pages(port: int, goods: Goods, sql: dict[str, int], *, only: tuple[str, ...] = ()) -> list[Row]:
    """Measure each kind of page after a short warm-up."""
    rows = []
    for name, requests in page_requests(port, goods).items():
        if only and name not in only:
            continue
        send(Load(port=port, requests=requests, clients=CLIENTS, seconds=2.0, max_requests=2000))
        rows.append(Row(name, checked(name, send(Load(port, requests, CLIENTS, SECONDS))), sql.get(name)))
    return rows


def measure_orders(port: int, goods: Goods, sql: dict[str, int]) -> list[Row]:
    """Measure the step that binds an order, then the whole road to an order."""
    ready = []
    for basket in goods.baskets[:ORDERS]:
        shopper = with_basket(port, basket)
        shopper.tell()
        ready.append(shopper.as_text("POST", "/thanh-toan/dat-hang/", shopper.review()))
    last = checked("order, last step", send(Load(port, ready, CLIENTS, 60.0, once=True)), status="303")

    started, times = time.perf_counter(), []
    number = 0
    while time.perf_counter() - started < SECONDS:
        before = time.perf_counter()
        shopper = with_basket(port, goods.baskets[ORDERS + number % ORDERS])
        shopper.tell()
        shopper.place(shopper.review())
        times.append((time.perf_counter() - before) * 1000)
        number += 1
    times.sort()
    road = Measured(
        number, round(time.perf_counter() - started, 3), round(times[len(times) // 2], 1),
        round(times[int(len(times) * 0.95)], 1), 0, {"303": number},
    )  # fmt: skip
    return [
        Row("order, last step", last, sql.get("order, last step")),
        Row("order, whole road, 1 client", road, None),
    ]


def checked(name: str, measured: Measured, status: str = "200") -> Measured:
    """Return the measurement if every answer was the expected one."""
    if set(measured.statuses) != {status}:
        raise BenchError(f"{name}: not every answer was {status}: {measured.statuses}")
    return measured
