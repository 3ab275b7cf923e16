"""Settings that hold everywhere. ``dev``, ``test`` and ``production`` import all of this and change a little."""

from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from hub.settings.env import env_bool, env_int, env_path, env_secret, env_str

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# What the hub writes itself lives under one folder that can be a volume, and is never in the repository.
VAR_DIR = env_path("HUB_VAR_DIR", BASE_DIR / "var")

INSTALLED_APPS = [
    # Layers, highest first: each app may import from the ones after it (pyproject.toml, import-linter).
    "hub",
    "knowledge",
    "events",
    "members",
    "home",
    "search",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.settings",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "members.apps.HubUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "hub.apps.HubAdminConfig",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "ninja",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Around everything that makes an answer, so that it is timed and logged whoever makes it.
    "hub.observability.middleware.ObservationMiddleware",
    # Outside the kept pages, because those count as well.
    "hub.insight.InsightMiddleware",
    "hub.page_cache.PageCacheMiddleware",
    "hub.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hub.middleware.UrlLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hub.middleware.PrivateResponseMiddleware",
    "home.middleware.ViewerMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "members.middleware.TwoStepMiddleware",
    "home.middleware.AdminRefusalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hub.middleware.VisibleRedirectMiddleware",
    "hub.middleware.SearchUnavailableMiddleware",
    # Last, as axes asks: it turns a locked-out log-in into its answer.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"
ASGI_APPLICATION = "hub.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hub.context_processors.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database: an SQLite file by default, PostgreSQL by DATABASE_URL -----------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Every atomic block takes the write lock at once, and waits for it: with SQLite's default (deferred)
# two writers that both started by reading end in "database is locked" without waiting.
SQLITE_OPTIONS: dict[str, Any] = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
}


def database_from_url(url: str) -> dict[str, Any]:
    """Return Django's settings for a database URL, tuned when it is SQLite."""
    config: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=env_int("DATABASE_CONN_MAX_AGE", 60)))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {**SQLITE_OPTIONS, **config.get("OPTIONS", {})}
    else:
        config["CONN_HEALTH_CHECKS"] = True
    # A password apart from the address, so that it can be a file.
    config["PASSWORD"] = env_secret("DATABASE_PASSWORD", config.get("PASSWORD") or "")
    return config


DATABASES = {"default": database_from_url(env_str("DATABASE_URL", f"sqlite:///{VAR_DIR / 'hub.sqlite3'}"))}

# Said by who keeps the whole site on one host, so that a database file is what is meant (hub.W004).
HUB_ONE_HOST = env_bool("HUB_ONE_HOST", default=False)

# The navigation and the facet labels are cached per process; what must agree between processes is in the
# database, and log-in attempts are counted there too (AXES_HANDLER).
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Whole pages of anonymous visitors, true by the stamp of the index (hub/page_cache.py), compressed: 17 MB at most.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
    # Which sizes of an image there are: a dozen small rows for each.
    "renditions": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "renditions",
        "OPTIONS": {"MAX_ENTRIES": 4000},
    },
    # Who asked how often (search/throttle.py); the addresses that asked last are remembered.
    "rates": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "rates",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}
# How long something that changes by the clock alone may be shown late; 0 keeps no page.
HUB_PAGE_CACHE_SECONDS = env_int("HUB_PAGE_CACHE_SECONDS", 60)

# --- Users and signing in -----------------------------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "members:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
WAGTAILADMIN_LOGIN_URL = "/nl/account/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/nl/account/login/"
# Address and password change on the site, where both are confirmed; the editor links there.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
# The link in a mail: long enough for a slow mail server and a meeting.
PASSWORD_RESET_TIMEOUT = 4 * 60 * 60

# Ten tries for one account from one address, then a quarter of an hour's rest. A lock on the pair keeps
# somebody else from locking a member out on purpose.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"
AXES_LOCKOUT_CALLABLE = "members.views.locked_out"
# Behind proxies the visitor's address is what the last trusted one says; without any, a header is a lie.
TRUSTED_PROXY_COUNT = env_int("HUB_TRUSTED_PROXY_COUNT", 0)
AXES_CLIENT_IP_CALLABLE = "search.throttle.client_address"
AXES_VERBOSE = False

ACCOUNT_ADAPTER = "members.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# The address of an account is confirmed before it becomes the account's: by the invitation, or by a change.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_SESSION_REMEMBER = True
# A member who asks for the editor is sent here by Wagtail, and would be sent back for ever.
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
ACCOUNT_FORMS = {
    "login": "members.account_forms.LoginForm",
    "add_email": "members.account_forms.AddressForm",
    "change_password": "members.account_forms.PasswordChangeForm",
    "reset_password": "members.account_forms.PasswordResetForm",
    "reset_password_from_key": "members.account_forms.NewPasswordForm",
    "reauthenticate": "members.account_forms.ReauthenticateForm",
}
# Passwords are counted by axes; "login_failed" are the codes of the second step.
ACCOUNT_RATE_LIMITS: dict[str, str | None] | bool = {
    "login": None,
    "login_failed": "5/5m/key",
    "reset_password": "20/h/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/h/user",
    "reauthenticate": "10/m/user",
    "confirm_email": None,
}
MFA_ADAPTER = "members.adapters.TwoStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "members.account_forms.CodeForm",
    "reauthenticate": "members.account_forms.CodeAgainForm",
    "activate_totp": "members.account_forms.AppForm",
    "add_webauthn": "members.account_forms.PasskeyForm",
    "authenticate_webauthn": "members.account_forms.PasskeySecondForm",
    "reauthenticate_webauthn": "members.account_forms.PasskeyAgainForm",
    "login_webauthn": "members.account_forms.PasskeyLoginForm",
    "edit_webauthn": "members.account_forms.PasskeyNameForm",
}
# A phone whose clock is half a minute off still works.
MFA_TOTP_TOLERANCE = 1
# Whether who may use the editor must have a second step before it opens.
HUB_REQUIRE_MFA = env_bool("HUB_REQUIRE_MFA", default=False)
# How many people an organisation's administrators may invite in a day; the desk may invite as many as it likes.
HUB_INVITATIONS_A_DAY = env_int("HUB_INVITATIONS_A_DAY", 50)
# What each app stores about a person, for their own copy (members/personal_data.py): functions of a user.
HUB_PERSONAL_DATA = [
    "members.personal_data.account_data",
    "members.personal_data.security_data",
    "members.personal_data.organisation_data",
    "members.personal_data.content_data",
    "events.personal_data.events_data",
    "events.desk.personal_data.desk_data",
    "knowledge.personal_data.works_data",
]

# What each app does when somebody deletes their account (members/accounts.py): functions of a user.
HUB_ACCOUNT_ENDINGS = [
    "events.registration.upkeep.registrations_end",
    "events.interest.services.interests_end",
    "knowledge.submissions.co_authors.co_authors_end",
]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# --- Languages: Dutch first, English complete -----------------------------------------------------------

LANGUAGE_CODE = "nl"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "hub" / "locale"]
WAGTAIL_I18N_ENABLED = True
# A translation is a page of its own with words of its own, never a live copy of another (decision 6).
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = False
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

# --- Files: uploads are outside every public folder; a view asks who may see them -----------------------

STATIC_URL = "static/"
# Collected when an image is built, so it must not be under a volume there.
STATIC_ROOT = env_path("HUB_STATIC_DIR", VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "hub" / "static"]
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "media/"
PRIVATE_MEDIA_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PRIVATE_MEDIA_ROOT), "base_url": "/media/"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- Wagtail ------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = env_str("HUB_SITE_NAME", "AI-coalitie")
WAGTAILADMIN_BASE_URL = env_str("BASE_URL", "http://localhost:8000")
WAGTAILIMAGES_IMAGE_MODEL = "home.HubImage"
WAGTAILDOCS_DOCUMENT_MODEL = "home.HubDocument"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
# 25 megapixels: a camera's photograph passes, a 15 kB file that unpacks to 128 megapixels does not.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
# Measured on photographs of 480 to 1,440 pixels: the same error (PSNR within 0.4 dB), and AVIF is 40 % smaller.
WAGTAILIMAGES_WEBP_QUALITY = 76
WAGTAILIMAGES_AVIF_QUALITY = 50
WAGTAILIMAGES_IMAGE_FORM_BASE = "home.forms.HubImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "home.forms.HubDocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "odt", "pptx", "xlsx", "csv", "txt"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
# What was read is what goes live, whatever was saved since (threat C3).
WAGTAIL_FINISH_WORKFLOW_ACTION = "home.workflows.publish_what_was_reviewed"
WAGTAILREDIRECTS_AUTO_CREATE = True
# Deadlines and dates are typed on the site's clock, whoever types them.
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]},
    }
}
TAGGIT_CASE_INSENSITIVE = True
# An address typed without a scheme is https, as it is from Django 6 on.
FORMS_URLFIELD_ASSUME_HTTPS = True
# A page form in the admin posts every row of every inline panel; public forms are far below this.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Wagtail's own search runs the admin's page search only; the public search is the search app's.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

# --- Jobs and mail: one queue, one worker (manage.py db_worker) ------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Whatever sends mail writes it to the outbox (docs/adr/0013); the worker hands it to the transport. This one keeps it.
EMAIL_BACKEND = "members.mail_backends.QueueBackend"
HUB_MAIL_TRANSPORT = "members.mail_backends.OutboxBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env_str("DEFAULT_FROM_EMAIL", "desk@hub.example")
# From which hour on the site's clock letters of several notices are written: each day, and on Mondays.
HUB_DIGEST_HOUR = env_int("HUB_DIGEST_HOUR", 7)
# How many days the words and the address of what was sent are kept.
HUB_MAIL_DAYS = env_int("HUB_MAIL_DAYS", 90)

# How many minutes after the last edit of a date people are told of it, so that five edits are one mail (docs/adr/0022).
HUB_QUIET_MINUTES = env_int("HUB_QUIET_MINUTES", 15)
# How many hours before a date who has a place is reminded of it.
HUB_REMINDER_HOURS = (168, 24)
# What ``manage.py send_event_mails`` does, in this order: functions of ``now`` that return an ``events.jobs.Outcome``.
HUB_EVENT_JOBS = [
    "events.change_letters.changes_send",
    "events.reminders.reminders_send",
    "events.reminders.offers_remind",
    "events.reminders.feedback_ask",
    "events.reminders.traces_remove",
    "events.registration.summaries.organisers_summarise",
]

# --- The hub itself -------------------------------------------------------------------------------------

HUB_INDEX_DIR = env_path("HUB_INDEX_DIR", VAR_DIR / "index")
# Pictures of pages for other sites, drawn when first asked for; may be thrown away at any time.
HUB_SHARE_DIR = VAR_DIR / "share"
# Where it is set, Elasticsearch answers; the embedded engine does whenever that cannot (docs/operations.md).
HUB_ELASTICSEARCH: dict[str, Any] = {
    "URL": env_str("ELASTICSEARCH_URL", ""),
    "API_KEY": env_secret("ELASTICSEARCH_API_KEY", ""),
    # The file with the authority that signed the server's certificate, where the system does not know it.
    "CA": env_str("ELASTICSEARCH_CA", ""),
    # The alias of the index: installations that share a server each have their own.
    "INDEX": env_str("ELASTICSEARCH_INDEX", "hub"),
    "CONNECTIONS": 10,
    # How long a page waits, and how long whoever feeds the index does.
    "SEARCH_SECONDS": 1.5,
    "FEED_SECONDS": 60.0,
}
HUB_SEARCH_ENGINE = (
    "search.engines.failover.FailoverEngine"
    if HUB_ELASTICSEARCH["URL"]
    else "search.engines.embedded.engine.EmbeddedEngine"
)
# Whether a server that starts loads the index at once, instead of when the first visitor asks.
HUB_WARM_UP = True
HUB_SEARCH_FACETS = [
    "search.facets.type_facet",
    "home.facets.building_block_facet",
    "home.facets.application_area_facet",
    "knowledge.facets.evidence_facet",
    "knowledge.facets.reuse_facet",
    "knowledge.facets.form_facet",
    "knowledge.facets.kind_facet",
    "knowledge.facets.level_facet",
    "knowledge.facets.audience_facet",
    "knowledge.facets.phase_facet",
    "members.facets.organisation_facet",
    "home.facets.region_facet",
    "home.facets.tag_facet",
    "search.facets.language_facet",
]
HUB_AUDIENCE_PROVIDERS = ["members.audience"]
# Who may see single files of a restricted collection (search.audience.is_file_visible).
HUB_FILE_READERS = ["knowledge.submissions.attachments.may_read_file", "events.aftercare.reading.may_read_file"]
HUB_LANDING_SECTIONS = [
    "home.sections.crossings_section",
    "home.sections.latest_section",
    "home.sections.about_section",
    "events.landing.agenda_section",
    "knowledge.landing.fieldlabs_section",
    "knowledge.landing.courses_section",
    "members.landing.working_group_section",
    "knowledge.landing.more_section",
    "members.landing.contact_section",
]
HUB_MY_HUB_SECTIONS = [
    "events.registration.my_hub.registrations_section",
    "knowledge.my_hub.submissions_section",
    "knowledge.my_hub.reviews_section",
    "knowledge.my_hub.works_section",
    "events.desk.my_hub.organising_section",
    "members.my_hub.notices_section",
    "events.subscriptions.my_hub.calendars_section",
    "members.my_hub.organisations_section",
    "members.my_hub.working_groups_section",
]
HUB_SEARCH_EXPORTS = [
    "events.exports.follow_export",
    "events.exports.calendar_export",
    "search.feeds.feed_export",
    "search.exports.csv_export",
    "search.exports.xlsx_export",
    "search.exports.json_export",
]
# What may be fetched when somebody types an address (home/fetching.py): the open web, by https unless it is said here.
HUB_FETCH_GUARD = "home.fetching.PublicGuard"
HUB_FETCH_HTTP = env_bool("HUB_FETCH_HTTP", default=False)
# What members may add to a submission: bytes of a file, files and bytes of a submission, files and bytes of a member in
# a day. Files that no text uses are thrown away after some days (manage.py prune_attachments).
HUB_UPLOADS = {
    "file_bytes": WAGTAILIMAGES_MAX_UPLOAD_SIZE,
    "submission_files": 20,
    "submission_bytes": 50 * 1024 * 1024,
    "day_files": 60,
    "day_bytes": 100 * 1024 * 1024,
    "unused_days": 30,
}
# How often one address may ask (search/throttle.py); empty: as often as it likes. Words are searched for on the page
# by people, files of thousands of rows are made now and then, and somebody who types asks with every letter.
HUB_RATES = {
    "api": env_str("HUB_API_RATE", "120/m"),
    "feed": env_str("HUB_FEED_RATE", "60/m"),
    "subscribe": env_str("HUB_SUBSCRIBE_RATE", "30/h"),
    "export": env_str("HUB_EXPORT_RATE", "20/m"),
    "suggest": env_str("HUB_SUGGEST_RATE", "600/m"),
    "search": env_str("HUB_SEARCH_RATE", "120/m"),
    # A draft is saved by itself after each pause, by everybody who writes at one office.
    "save": env_str("HUB_SAVE_RATE", "240/m"),
    "co-author": env_str("HUB_CO_AUTHOR_RATE", "30/h"),
    "message": env_str("HUB_MESSAGE_RATE", "30/m"),
    "advice": env_str("HUB_ADVICE_RATE", "30/m"),
    "upload": env_str("HUB_UPLOAD_RATE", "60/m"),
    "neighbours": env_str("HUB_NEIGHBOURS_RATE", "60/m"),
    "feedback": env_str("HUB_FEEDBACK_RATE", "30/m"),
    "certificate": env_str("HUB_CERTIFICATE_RATE", "30/m"),
    # Forty people of one office register in the same minute.
    "registration": env_str("HUB_REGISTRATION_RATE", "60/m"),
    "aftercare": env_str("HUB_AFTERCARE_RATE", "60/m"),
    # Each may send a letter to an address that somebody typed.
    "interest": env_str("HUB_INTEREST_RATE", "20/h"),
}
# How many people must say that they would come before an organiser hears of it.
HUB_INTEREST_AT = env_int("HUB_INTEREST_AT", 10)
# Where one begins to share what one knows: the link in the header.
HUB_SHARE_VIEW = "submissions:start"
# How many drafts one person may begin in a day.
HUB_DRAFTS_A_DAY = env_int("HUB_DRAFTS_A_DAY", 20)
# What is counted of searches (docs/adr/0011): how often a question is asked before its words are kept, and how many
# days anything is kept; 0 counts nothing.
HUB_INSIGHT_THRESHOLD = env_int("HUB_INSIGHT_THRESHOLD", 3)
HUB_INSIGHT_DAYS = env_int("HUB_INSIGHT_DAYS", 180)
# How many organisations one person may claim at once, waiting for the desk.
HUB_OPEN_CLAIMS = env_int("HUB_OPEN_CLAIMS", 5)
# How many days it is remembered how often works were seen (docs/adr/0015).
HUB_FIGURES_DAYS = env_int("HUB_FIGURES_DAYS", 1100)
# Working days within which a submission is answered; the authors see the day.
HUB_REVIEW_DAYS = env_int("HUB_REVIEW_DAYS", 5)
# Whose holidays editors are warned of: a country by ISO 3166-1 (two letters); empty for none.
HUB_HOLIDAY_COUNTRY = env_str("HUB_HOLIDAY_COUNTRY", "NL")
# Which of the parts over which school holidays are spread lie in a region (home.Region), by its code; all of them for
# one that is not here. Of Gelderland the north and the south belong to different parts; single towns are left out
# (rijksoverheid.nl, "Regio's schoolvakantie").
HUB_SCHOOL_REGIONS = {
    **dict.fromkeys(("DR", "FL", "FR", "GR", "NH", "OV"), ("Noord",)),
    **dict.fromkeys(("UT", "ZH"), ("Midden",)),
    **dict.fromkeys(("LI", "NB", "ZE"), ("Zuid",)),
    "GE": ("Midden", "Zuid"),
}
# The matrix: rows, then columns.
HUB_MATRIX = ("building_block", "application_area")

# --- Watching -------------------------------------------------------------------------------------------

# Who may read /metrics: whoever sends this as a bearer token. Empty: nobody.
HUB_METRICS_TOKEN = env_secret("HUB_METRICS_TOKEN", "")

# --- Safety -----------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# Wagtail lifts this for its own previews, which are framed by the editor.
X_FRAME_OPTIONS = "DENY"
# Outside /admin/ nothing inline and nothing from elsewhere; see hub/middleware.py for the editor's policy.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'self'"],
        "manifest-src": ["'self'"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"secrets": {"()": "hub.log_filters.HideSecrets"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]},
        # A level of the handler: the worker sets that of its loggers itself.
        "warnings": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "level": "WARNING",
            "filters": ["secrets"],
        },
    },
    # Every edit is in Wagtail's audit log, and every job in its table, already; letters of names on certificates are
    # nobody's business.
    "loggers": {
        name: {"handlers": ["warnings"], "propagate": False}
        for name in ("wagtail", "django_tasks", "django_tasks_db", "fontTools")
    },
    "root": {"handlers": ["console"], "level": env_str("LOG_LEVEL", "INFO")},
}
DEBUG = env_bool("DEBUG", default=False)
