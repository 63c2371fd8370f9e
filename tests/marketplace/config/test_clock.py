"""What beat asks for is there to be done."""

from django.conf import settings

from marketplace.config.celery import app


def test_every_task_of_the_clock_is_known_to_the_worker() -> None:
    app.loader.import_default_modules()
    asked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert sorted(asked - set(app.tasks)) == []
