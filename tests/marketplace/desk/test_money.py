"""Figures of a stall: what was sold and not given up, by days of Vietnam, and never anybody else's."""

import datetime as dt
import re
from datetime import timedelta
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from marketplace.core.charts import MOST_ROWS, bar_chart, row_chart
from marketplace.core.files.spreadsheets import safe_cell
from marketplace.desk.interest import views_by_day, views_by_product
from marketplace.desk.sales import Money, money_of, sales_by_commune, sales_by_day, sales_by_product
from marketplace.fulfilment.models import StallOrder
from marketplace.shop.catalogue.view_models import DailyViews
from tests.factories.catalogue import published_product
from tests.factories.orders import make_order, make_product, make_stall, move_part, part_of
from tests.marketplace.desk.people import sign_in

pytestmark = pytest.mark.django_db


def today() -> dt.date:
    return timezone.localdate()


def test_sold_leaves_out_what_was_given_up_and_what_others_sold() -> None:
    stall = make_stall()
    product = make_product(stall=stall, price=100_000, stock=50, title="Cà phê")
    for state in ("new", "delivered", "cancelled", "returned"):
        move_part(part_of(make_order((product, 2))), state)
    make_order()
    days = sales_by_day(stall, today() - timedelta(days=1), today())
    assert [(day.orders, day.amount) for day in days] == [(0, 0), (2, 436_000)]
    products = sales_by_product(stall, today(), today())
    assert [(share.name, share.count, share.amount) for share in products] == [("Cà phê", 4, 400_000)]
    assert [(share.count, share.amount) for share in sales_by_commune(stall, today(), today())] == [
        (2, 436_000)
    ]


def test_order_of_half_past_midnight_counts_for_the_day_in_vietnam() -> None:
    stall = make_stall()
    part = part_of(make_order((make_product(stall=stall), 1)))
    at = timezone.localtime().replace(hour=0, minute=30)
    StallOrder.objects.filter(pk=part.pk).update(created_at=at)
    assert [day.orders for day in sales_by_day(stall, at.date() - timedelta(days=1), at.date())] == [0, 1]


def test_money_is_what_attempts_say() -> None:
    stall = make_stall()
    product = make_product(stall=stall, price=100_000, stock=50)
    for state in ("new", "delivered", "cancelled"):
        move_part(part_of(make_order((product, 1))), state)
    assert money_of(stall, since=today().replace(day=1)) == Money(collected=118_000, due=118_000)
    assert money_of(stall, since=today() + timedelta(days=1)).collected == 0


def test_page_and_file_say_the_same(client: Client) -> None:
    stall = make_stall()
    make_order((make_product(stall=stall, price=100_000, title="=HYPERLINK(1)"), 1))
    sign_in(client, stall)
    page = client.get(reverse("desk:money")).content.decode()
    assert "118.000\xa0₫" in page
    assert "style=" not in page
    answer = client.get(reverse("desk:money_file"))
    text = answer.content.decode("utf-8-sig")
    assert "'=HYPERLINK(1),1,100000" in text
    assert f"Ngày,{today():%d/%m/%Y},1,118000" in text


def test_table_behind_each_chart_says_what_its_bars_say(client: Client) -> None:
    stall = make_stall()
    product = make_product(stall=stall, price=100_000, stock=50)
    for ago, pieces in ((0, 1), (2, 4), (3, 2)):
        part = part_of(make_order((product, pieces)))
        at = timezone.now() - timedelta(days=ago)
        StallOrder.objects.filter(pk=part.pk).update(created_at=at)
    seen = published_product(stall=stall, title="Tiêu Cùa")
    for ago, views in ((0, 3), (1, 12)):
        DailyViews.objects.create(product=seen, day=today() - timedelta(days=ago), views=views)
    sign_in(client, stall)
    asked = {"tu": (today() - timedelta(days=4)).isoformat(), "den": today().isoformat()}
    page = BeautifulSoup(client.get(reverse("desk:money"), asked).content.decode(), "html.parser")

    for section, column, figures in (
        ("theo-ngay", 2, [0, 218_000, 418_000, 0, 118_000]),
        ("luot-xem", 1, [0, 0, 0, 12, 3]),
    ):
        part_of_page = page.select_one(f"section[aria-labelledby={section}]")
        assert part_of_page is not None
        table, svg = part_of_page.select("table")[0], part_of_page.select("svg")[0]
        rows = [[cell.get_text() for cell in row.select("td")] for row in table.select("tbody tr")]
        days = [f"{today() - timedelta(days=ago):%d/%m/%Y}" for ago in range(5)]
        assert [row[0] for row in rows] == days
        said = [int(re.sub(r"\D", "", row[column])) for row in reversed(rows)]
        assert said == figures
        drawn = [int(str(bar["height"])) for bar in svg.select("rect")]
        assert drawn == [142 * figure // max(figures) for figure in figures]
        assert [label.get_text() for label in svg.select("text:not(.value)")] == [
            day[:5] for day in reversed(days)
        ]


def test_sales_by_product_and_by_commune_and_views_by_product_are_drawn_with_a_table_behind_each(
    client: Client,
) -> None:
    stall = make_stall()
    for title, price, pieces in (
        ("Cà phê <Cùa>", 200_000, 3),
        ("Tiêu", 100_000, 1),
        ("Cao chè vằng", 50_000, 1),
    ):
        product = make_product(stall=stall, price=price, stock=50, title=title)
        make_order((product, pieces))
        DailyViews.objects.create(product=product, day=today(), views=pieces * 1000)
    sign_in(client, stall)
    answer = client.get(reverse("desk:money"))
    assert "style=" not in answer.content.decode()
    page = BeautifulSoup(answer.content.decode(), "html.parser")
    names = ["Cà phê <Cùa>", "Tiêu", "Cao chè vằng"]
    (place,) = [share.name for share in sales_by_commune(stall, today(), today())]
    for section, number, called, amounts in (
        ("theo-hang", 0, names, [600_000, 100_000, 50_000]),
        ("theo-noi", 0, [place], [804_000]),
        ("luot-xem", 1, [names[0], "Cao chè vằng", "Tiêu"], [3000, 1000, 1000]),
    ):
        part = page.select_one(f"section[aria-labelledby={section}]")
        assert part is not None
        svg = part.select("svg")[number]
        table = part.select("table")[number]
        assert table.find_parent("details") is not None
        rows = [[cell.get_text() for cell in row.select("td")] for row in table.select("tbody tr")]
        assert [row[0] for row in rows] == called
        assert [int(re.sub(r"\D", "", row[-1])) for row in rows] == amounts
        assert [text.get_text() for text in svg.select("text.name")] == called
        assert [text.get_text() for text in svg.select("text.amount")] == [row[-1] for row in rows]
        bars = [int(str(bar["width"])) for bar in svg.select("rect:not(.ground)")]
        assert bars == [343 * amount // amounts[0] for amount in amounts]
        assert svg["role"] == "img"
        heading, words = (page.find(id=name) for name in str(svg["aria-labelledby"]).split())
        assert heading is not None
        assert words is not None
        assert heading.name == "title"
        assert words.get_text() == "; ".join(f"{row[0]}: {row[-1]}" for row in rows)
        assert part.select("meter") == []


def test_drawing_holds_the_first_of_many_and_says_so(client: Client) -> None:
    stall = make_stall()
    for number in range(MOST_ROWS + 1):
        make_order((make_product(stall=stall, price=100_000 + number, stock=5, title=f"Hàng {number}"), 1))
    sign_in(client, stall)
    page = BeautifulSoup(client.get(reverse("desk:money")).content.decode(), "html.parser")
    part = page.select_one("section[aria-labelledby=theo-hang]")
    assert part is not None
    assert len(part.select("svg text.name")) == MOST_ROWS
    assert len(part.select("tbody tr")) == MOST_ROWS + 1
    assert f"Hình vẽ {MOST_ROWS} dòng đầu; bảng có đủ {MOST_ROWS + 1} dòng." in part.get_text()
    places = page.select_one("section[aria-labelledby=theo-noi]")
    assert places is not None
    assert "bảng có đủ" not in places.get_text()


def test_lying_bars_keep_apart_and_a_long_name_is_cut_before_its_amount() -> None:
    long = "Cà phê Arabica Hướng Hóa rang mộc nguyên hạt loại đặc biệt 1 kg"
    chart = row_chart([(long, 1_000_000, "1.000.000 ₫"), ("Tiêu", 1, "1 ₫"), ("Muối", 0, "0 ₫")])
    assert [row.width for row in chart.rows] == [343, 1, 0]
    assert chart.rows[0].whole == long
    assert chart.rows[0].name == "Cà phê Arabica Hướng Hóa ran…"
    assert chart.rows[1].name == "Tiêu"
    tops = [row.text_y for row in chart.rows]
    assert all(lower - upper >= 14 + 10 for upper, lower in pairwise(tops))
    assert all(row.text_y < row.y < row.y + chart.thickness < chart.height for row in chart.rows)
    assert row_chart([]).rows == ()


@pytest.mark.parametrize(
    "asked", [{"tu": "hôm qua"}, {"tu": "2030-01-01"}, {"tu": "1900-01-01"}, {"den": "x"}]
)
def test_span_without_sense_is_the_last_month(client: Client, asked: dict[str, str]) -> None:
    sign_in(client, make_stall())
    page = client.get(reverse("desk:money"), asked).content.decode()
    assert f'value="{today().isoformat()}"' in page
    assert f'value="{(today() - timedelta(days=29)).isoformat()}"' in page


def test_bars_reach_from_the_floor_to_the_highest() -> None:
    chart = bar_chart([("T2", 0, ""), ("T3", 50, "50"), ("Nay", 100, "100")])
    assert [bar.height for bar in chart.bars] == [0, 71, 142]
    assert all(bar.y + bar.height == chart.floor for bar in chart.bars)
    assert [bar.is_now for bar in chart.bars] == [False, False, True]
    assert [bar.height for bar in bar_chart([("T2", 0, "")]).bars] == [0]
    assert bar_chart([]).bars == ()


@pytest.mark.parametrize("days", [12, 30, 90])
def test_day_under_a_bar_is_neither_cut_nor_over_its_neighbour(days: int) -> None:
    widest = 40  # of 27/11 in the chart's letters
    middles = [bar.middle for bar in bar_chart([("27/11", 1, "1")] * days).bars if bar.label]
    assert len(middles) > 3
    assert min(middles) >= widest // 2 - 2
    assert max(middles) <= 343 - widest // 2 + 2
    assert all(after - before > widest for before, after in pairwise(middles))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Tiêu Cùa", "Tiêu Cùa"),
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        (" -1", "' -1"),
        ("\t=1", "'\t=1"),
        ("", ""),
    ],
)
def test_cell_is_never_a_formula(text: str, cell: str) -> None:
    assert safe_cell(text) == cell


def test_views_are_drawn_and_listed_for_this_stall_alone(client: Client) -> None:
    stall = make_stall()
    product = published_product(stall=stall, title="Tiêu Cùa")
    other = published_product(title="Hàng nhà khác")
    for one, ago, views in ((product, 0, 7), (product, 3, 12), (product, 40, 5), (other, 0, 900)):
        DailyViews.objects.create(product=one, day=today() - timedelta(days=ago), views=views)
    days = views_by_day(stall, today() - timedelta(days=3), today())
    assert [day.views for day in days] == [12, 0, 0, 7]
    assert [
        (one.title, one.views) for one in views_by_product(stall, today() - timedelta(days=3), today())
    ] == [("Tiêu Cùa", 19)]
    sign_in(client, stall)
    page = client.get(reverse("desk:money")).content.decode()
    assert f"Nhiều nhất ngày {today() - timedelta(days=3):%d/%m/%Y}: 12 lượt. Cả khoảng: 19 lượt." in page
    assert "Hàng nhà khác" not in page
    text = client.get(reverse("desk:money_file")).content.decode("utf-8-sig")
    assert "Lượt xem,Tiêu Cùa,19," in text
