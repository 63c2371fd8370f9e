"""The settings of Django, Oscar and Wagtail, built from ``env``; nothing else reads variables."""

from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _
from oscar.defaults import *  # noqa: F403 - Oscar hands out its defaults this way

from marketplace.config.clock import SCHEDULE
from marketplace.config.env import BASE_DIR, env

ENVIRONMENT = env.environment
DEMO = env.is_demo
DEBUG = env.debug
SECRET_KEY = env.signing_key()
ALLOWED_HOSTS = [host.strip() for host in env.allowed_hosts.split(",") if host.strip()]
SITE_URL = env.site_url
SITE_ID = 1
VAR_ROOT: Path = env.var_root
THEME = env.theme
PROVINCE_CODE = env.province_code

# --- applications ---------------------------------------------------------------------------

OURS = [
    "marketplace.core",
    "marketplace.accounts",
    "marketplace.places",
    "marketplace.notifications",
    "marketplace.stalls",
    "marketplace.listings",
    "marketplace.listings.screening",
    "marketplace.fulfilment",
    "marketplace.storefront",
    "marketplace.oversight",
    "marketplace.desk",
    "marketplace.desk.exchange",
    "payments",
    "search.apps.SearchConfig",  # named, because Oscar's own config class stands in the same module
    "cms",
    "fixtures",
]
OSCAR = [
    "oscar.config.Shop",
    "oscar.apps.analytics.apps.AnalyticsConfig",
    "marketplace.shop.checkout.apps.CheckoutConfig",
    "oscar.apps.address.apps.AddressConfig",
    "oscar.apps.shipping.apps.ShippingConfig",
    "marketplace.shop.catalogue.apps.CatalogueConfig",
    "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
    "oscar.apps.communication.apps.CommunicationConfig",
    "marketplace.shop.partner.apps.PartnerConfig",
    "marketplace.shop.basket.apps.BasketConfig",
    "oscar.apps.payment.apps.PaymentConfig",
    "oscar.apps.offer.apps.OfferConfig",
    "marketplace.shop.order.apps.OrderConfig",
    "oscar.apps.customer.apps.CustomerConfig",
    "oscar.apps.voucher.apps.VoucherConfig",
    "oscar.apps.wishlists.apps.WishlistsConfig",
    # The dashboard stays installed, because Oscar's registry asks for it, and is never mounted.
    "oscar.apps.dashboard.apps.DashboardConfig",
    "oscar.apps.dashboard.reports.apps.ReportsDashboardConfig",
    "oscar.apps.dashboard.users.apps.UsersDashboardConfig",
    "oscar.apps.dashboard.orders.apps.OrdersDashboardConfig",
    "oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig",
    "oscar.apps.dashboard.offers.apps.OffersDashboardConfig",
    "oscar.apps.dashboard.partners.apps.PartnersDashboardConfig",
    "oscar.apps.dashboard.pages.apps.PagesDashboardConfig",
    "oscar.apps.dashboard.ranges.apps.RangesDashboardConfig",
    "oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig",
    "oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig",
    "oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig",
    "oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig",
]
WAGTAIL = [
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
]
DJANGO = [
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "marketplace.core.web.static.FloorStaticFiles",
    "django.contrib.sites",
    "django.contrib.sitemaps",
    "django.contrib.flatpages",  # Oscar's dashboard imports its models
    "django.contrib.humanize",
]
INSTALLED_APPS = [
    *OURS,
    *OSCAR,
    *WAGTAIL,
    *DJANGO,
    "widget_tweaks",
    "treebeard",
    "django_tables2",
    "django_htmx",
]

MIDDLEWARE = [
    "marketplace.core.web.middleware.measure_sql",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "marketplace.core.web.middleware.refuse_large_bodies",
    "marketplace.core.web.middleware.content_policy",
    "marketplace.storefront.page_cache.keep_shared_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "marketplace.core.web.middleware.language_from_path",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "marketplace.accounts.door.second_factor_at_the_office",
    "django.contrib.messages.middleware.MessageMiddleware",
    "marketplace.shop.basket.middleware.BasketMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "marketplace.core.web.middleware.explain_wrong_method",
]

ROOT_URLCONF = "marketplace.config.urls"
WSGI_APPLICATION = "marketplace.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATION_MODULES = {
    # These forks override classes only; their tables are Oscar's own.
    "basket": "oscar.apps.basket.migrations",
    "order": "oscar.apps.order.migrations",
}

_THEMES = [BASE_DIR / "themes" / THEME, BASE_DIR / "themes" / "base"]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [theme / "templates" for theme in _THEMES],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "cms.office_templates.MendingLoader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "marketplace.storefront.context.floor",
            ],
        },
    }
]

# --- data ------------------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.parse(
        env.database_url or f"sqlite:///{VAR_ROOT / 'floor.sqlite3'}",
        conn_max_age=env.database_conn_max_age,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes its lock when it begins, so that two of them wait instead of failing.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000; "
            "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;"
        ),
    }
    VAR_ROOT.mkdir(parents=True, exist_ok=True)

if env.redis_url:
    _redis = {
        "BACKEND": "marketplace.core.caching.steady_cache.SteadyRedisCache",
        "LOCATION": env.redis_url,
        "KEY_PREFIX": "floor",
    }
    CACHES: dict[str, dict[str, Any]] = {"default": _redis, "marks": _redis, "pages": _redis}
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 20000},
        },
        # Whole pages (storefront.page_cache): what has run out goes only when there are too many.
        "pages": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "pages",
            "OPTIONS": {"MAX_ENTRIES": 1000},
        },
        # What web processes and worker have to agree on (core.caching.kept_pages): a file that all of them read.
        "marks": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_ROOT / "marks",
        },
    }

MEDIA_ROOT = env.media_root or VAR_ROOT / "media"
MEDIA_URL = "/media/"
PRIVATE_ROOT = env.private_root or VAR_ROOT / "private"
STATIC_ROOT = env.static_root or VAR_ROOT / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [theme / "static" for theme in _THEMES]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Pictures that nobody approved yet: no address leads here, only a view that checks.
    "private": {
        "BACKEND": "marketplace.core.files.storage.PrivateStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "marketplace.core.web.static.FloorStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# --- people ----------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["marketplace.accounts.backends.EmailBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "account:home"
LOGOUT_REDIRECT_URL = "storefront:home"

# --- language, time --------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "marketplace.config.formats"
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# --- security --------------------------------------------------------------------------------

SESSION_ENGINE = "marketplace.core.web.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = env.is_production
CSRF_COOKIE_SECURE = env.is_production
CSRF_FAILURE_VIEW = "marketplace.storefront.errors.csrf_failure"
SECURE_SSL_REDIRECT = env.is_production
SECURE_HSTS_SECONDS = 31_536_000 if env.is_production else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.is_production
SECURE_HSTS_PRELOAD = env.is_production
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
# The back office shows previews in a frame of its own, which DENY would forbid.
SILENCED_SYSTEM_CHECKS = ["security.W019"]
TRUST_PROXY_HEADERS = env.trust_proxy_headers
if TRUST_PROXY_HEADERS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- mail, tasks -----------------------------------------------------------------------------

EMAIL_FROM = DEFAULT_FROM_EMAIL = SERVER_EMAIL = OSCAR_FROM_EMAIL = env.email_from
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_ROOT / "mail"
EMAIL_TIMEOUT = 15
if env.email_url:
    from marketplace.config.mail import smtp_settings

    globals().update(smtp_settings(env.email_url))

CELERY_BROKER_URL = env.broker_url or env.redis_url or "filesystem://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_DEFAULT_QUEUE = "floor"
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
if CELERY_BROKER_URL == "filesystem://":
    _queue = VAR_ROOT / "queue"
    for _folder in ("messages", "done", "control"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "processed_folder": str(_queue / "done"),
        "control_folder": str(_queue / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }
CELERY_BEAT_SCHEDULE = SCHEDULE

# --- Oscar -----------------------------------------------------------------------------------

OSCAR_SHOP_NAME = "Sàn Quảng Trị"
OSCAR_DEFAULT_CURRENCY = "VND"
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_OFFERS_INCL_TAX = True
OSCAR_MODERATE_REVIEWS = True
OSCAR_ALLOW_ANON_REVIEWS = False
# A picture's name is its content's digest, so rows may share a file; listings.shelf.publishing clears files.
OSCAR_DELETE_IMAGE_FILES = False
OSCAR_EAGER_ALERTS = False  # nobody can ask for stock alerts, so no stockrecord has to look for them
OSCAR_SLUG_MAP = {"Đ": "D", "đ": "d"}
OSCAR_REQUIRED_ADDRESS_FIELDS = ("first_name", "line1", "line4", "state", "country")
OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 999
OSCAR_BASKET_COOKIE_OPEN = "gio_hang"
OSCAR_BASKET_COOKIE_LIFETIME = 30 * 24 * 3600
OSCAR_BASKET_COOKIE_SECURE = env.is_production
OSCAR_HOMEPAGE = "/"
OSCAR_SEARCH_FACETS: dict[str, Any] = {}
# Oscar imports haystack for its stock search views; ours replace them, so the engine is a dummy.
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}

# --- Wagtail ---------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Sàn Quảng Trị"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_I18N_ENABLED = False
# Read back by the formats of FORMAT_MODULE_PATH, in both languages.
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
WAGTAIL_TIME_FORMAT = "%H:%M"
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
WAGTAIL_FINISH_WORKFLOW_ACTION = "marketplace.listings.review.workflow.publish_submitted_revision"
# With True, an approval given while a newer draft exists would start a review of that draft instead
# of publishing what was approved.
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# One door for everybody: it counts wrong passwords, and its letters wait for no mail server.
WAGTAILADMIN_LOGIN_URL = "accounts:login"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # an address is changed where it is proved
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 12 * 1024 * 1024
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.image_form.BareImageForm"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- the floor -------------------------------------------------------------------------------

ELASTICSEARCH_URL = env.elasticsearch_url
ELASTICSEARCH_PREFIX = env.elasticsearch_prefix
SEARCH_ENGINE = env.search_engine
# Name, aisles and footer are read again after this long.
FLOOR_KEEP_SECONDS = 30
PAGE_CACHE_SECONDS = env.page_cache_seconds
MEASURE_SQL = env.measure_sql
IDENTITY_ADAPTER = env.identity_adapter
ORDERS_PER_HOUR = env.orders_per_hour
MAX_BODY_BYTES = 8_000_000
MAX_UPLOAD_BYTES = 40_000_000  # the pictures of a listing, sent together from a phone
STRIPE_API_KEY = env.stripe_api_key.get_secret_value() if env.stripe_api_key else ""
STRIPE_WEBHOOK_SECRET = env.stripe_webhook_secret.get_secret_value() if env.stripe_webhook_secret else ""
STRIPE_API_BASE = env.stripe_api_base

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.log_level},
    "loggers": {
        # Wagtail's own small tasks run at once and would say so twice each.
        "django_tasks": {"level": "WARNING"},
        # The client has a line for each question, and a warning for each that failed; an outage has one (search.breaker).
        "elastic_transport": {"level": "ERROR"},
    },
}
