"""The web server of a real installation. WEB_CONCURRENCY sets the number of processes."""

import multiprocessing
import os

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2 * multiprocessing.cpu_count())
threads = 4
# A worker is renewed now and then, not all at once, so that a slow leak never becomes an outage.
max_requests = 5000
max_requests_jitter = 500
timeout = 30
graceful_timeout = 20
keepalive = 15
# As long a line as RFC 9110 advises to take and gunicorn can. Whatever a person can choose on a page is far
# shorter; what is longer gets gunicorn's own answer, which it has no setting for.
limit_request_line = 8190
worker_tmp_dir = "/dev/shm"  # noqa: S108 - a heartbeat file belongs in memory
accesslog = None  # the proxy writes it, without the secrets in addresses
errorlog = "-"
