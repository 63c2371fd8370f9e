"""What the clock asks for: baskets that nobody can open any more go."""

from celery import shared_task

from marketplace.shop.basket import services


@shared_task(name="basket.forget_left_baskets")
def forget_left_baskets() -> int:
    """Delete visitors' baskets whose cookie has ended; return how many."""
    return services.forget_left_baskets()
