"""What the clock asks for: orders whose time is over let go of the person."""

from celery import shared_task

from marketplace.shop.order import forgetting


@shared_task(name="order.forget_old_orders")
def forget_old_orders() -> int:
    """Forget who bought; return in how many orders."""
    return forgetting.forget_old_orders()
