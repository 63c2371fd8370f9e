"""What beat starts, and when: the sweepers. A task may be lost, the row that asked for it is found again. Hours are UTC."""

from typing import Any, Final

from celery.schedules import crontab

SCHEDULE: Final[dict[str, dict[str, Any]]] = {
    "send-due-messages": {"task": "notifications.send_due_messages", "schedule": 60.0},
    "index-waiting-products": {"task": "search.index_waiting_products", "schedule": 60.0},
    "run-waiting-checks": {"task": "screening.run_waiting_checks", "schedule": 60.0},
    "mark-unmarked-listings": {"task": "screening.mark_unmarked_listings", "schedule": 300.0},
    "resume-imports": {"task": "exchange.resume_imports", "schedule": 120.0},
    "check-index": {"task": "search.check_index", "schedule": crontab(hour=19, minute=30)},  # 2:30 at home
    "merge-index": {"task": "search.merge_pieces", "schedule": crontab(hour=20, minute=45)},  # 3:45 at home
    "forget-old-counts": {"task": "search.forget_old_counts", "schedule": crontab(hour=19, minute=50)},
    "forget-old-views": {"task": "catalogue.forget_old_views", "schedule": crontab(hour=19, minute=55)},
    "forget-ended-sessions": {
        "task": "accounts.forget_ended_sessions",
        "schedule": crontab(hour=19, minute=40),
    },
    "forget-left-baskets": {"task": "basket.forget_left_baskets", "schedule": crontab(hour=19, minute=45)},
    "forget-old-orders": {"task": "order.forget_old_orders", "schedule": crontab(hour=20, minute=15)},
    "forget-old-letters": {
        "task": "notifications.forget_old_letters",
        "schedule": crontab(hour=20, minute=20),
    },
    "remind-stalls": {"task": "fulfilment.remind_of_waiting_parts", "schedule": 600.0},
    "count-stall-figures": {"task": "fulfilment.count_figures", "schedule": crontab(hour=18, minute=30)},
    "remind-of-clocks": {"task": "oversight.remind_of_clocks", "schedule": 300.0},
    "settle-pictures": {"task": "catalogue.settle_pictures", "schedule": 60.0},
    "clear-stray-pictures": {
        "task": "catalogue.clear_stray_pictures",
        "schedule": crontab(hour=20, minute=5),
    },
    "clear-report-files": {"task": "oversight.clear_stray_pictures", "schedule": crontab(hour=20, minute=10)},
    "bare-news-pictures": {"task": "cms.bare_kept_pictures", "schedule": crontab(hour=20, minute=25)},
    "render-missing-pictures": {"task": "catalogue.render_missing_pictures", "schedule": 300.0},
    "end-licences": {"task": "listings.end_licences", "schedule": 600.0},
    # A licence is good until the end of its day; midnight at home.
    "watch-papers-of-goods": {"task": "listings.watch_papers", "schedule": crontab(hour=17, minute=5)},
    "warn-of-expiring-documents": {"task": "stalls.warn_expiring_documents", "schedule": 6 * 3600.0},
}
