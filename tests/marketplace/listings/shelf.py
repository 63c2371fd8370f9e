"""What holds of every row on the shelf, whichever door it came through (law 1)."""

from oscar.core.loading import get_model
from wagtail.models import Revision

from marketplace.listings.labels.rules import validate_label_data
from marketplace.listings.models import Listing
from marketplace.shop.catalogue.models import Product, ProductImage
from marketplace.shop.partner.models import StockRecord

ProductCategory = get_model("catalogue", "ProductCategory")


def assert_shelf_invariants() -> int:
    """Check every public product and return how many there are."""
    public = list(Product.objects.filter(is_public=True).select_related("stall", "parent"))
    for product in public:
        page = product.parent if product.structure == Product.CHILD else product
        listing = Listing.objects.get(product=page)
        assert listing.live
        assert listing.archived_at is None
        assert listing.stall_id == product.stall_id == page.stall_id
        assert product.stall.is_active
        assert product.approved_revision_id == page.approved_revision_id == listing.live_revision_id
        revision = Revision.objects.get(pk=product.approved_revision_id)
        assert (revision.content_type, revision.object_id) == (Listing.get_content_type(), str(listing.pk))
        assert product.published_at is not None
        if product.structure != Product.CHILD:
            assert product.title == revision.content["title"]
            assert product.description == revision.content["description"]
            assert validate_label_data(product.label_group, product.label_data) == []
            assert ProductCategory.objects.get(product=product).category_id == revision.content["category"]
            digests = ProductImage.objects.filter(product=product).values_list("digest", flat=True)
            assert sorted(digests) == sorted(row["digest"] for row in revision.content["pictures"])
            assert len(digests) > 0
        if product.structure == Product.PARENT:
            assert not StockRecord.objects.filter(product=product).exists()
            assert product.children.filter(is_public=True).exists()
        else:
            assert product.sku in {row["sku"] for row in revision.content["variants"]}
            record = StockRecord.objects.get(product=product)
            assert (record.partner_id, record.partner_sku) == (product.stall.partner_id, product.sku)
            assert record.price > 0
    return len(public)
