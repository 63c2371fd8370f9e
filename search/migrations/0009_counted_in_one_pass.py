"""What is counted beside lists, packed into two numbers, and an index that gives them."""

from django.db import migrations, models

from search.engines.packing import pack_place, pack_traits

ZONES = ("province", "region", "nation")
AT_ONCE = 1_000


def pack(apps, schema_editor):
    entries = apps.get_model("search", "ProductEntry").objects
    waiting = []
    for entry in entries.order_by("pk").iterator(AT_ONCE):
        entry.place = pack_place(
            entry.aisle_slug,
            entry.category_slug,
            entry.stall_slug,
            entry.stall_name,
            entry.ward_code,
            entry.ward_name,
        )
        entry.traits = pack_traits(
            in_stock=entry.in_stock,
            ocop_stars=entry.ocop_stars,
            rating=entry.rating,
            zones=[zone for zone in ZONES if getattr(entry, f"ships_{zone}")],
            price=entry.price,
        )
        waiting.append(entry)
        if len(waiting) == AT_ONCE:
            entries.bulk_update(waiting, ["place", "traits"])
            waiting = []
    entries.bulk_update(waiting, ["place", "traits"])


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0042_put_old_pictures_away"),
        ("search", "0008_shipped_rules"),
    ]

    operations = [
        migrations.AddField("productentry", "place", models.BigIntegerField(default=0, editable=False)),
        migrations.AddField("productentry", "traits", models.SmallIntegerField(default=0, editable=False)),
        migrations.RunPython(pack, migrations.RunPython.noop),
        migrations.AddIndex(
            "productentry",
            models.Index(fields=["product", "place", "traits", "price"], name="entry_counted"),
        ),
    ]
