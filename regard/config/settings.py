"""Django's settings, made from the environment table; nothing here is changed by hand on an installation."""

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.utils.translation import gettext_lazy as _

from regard.config import environment

_env = {name: setting.value for name, setting in environment.load().items()}

DATA: Path = _env["DATA"].resolve()
SECRET_KEY = _env["SECRET_KEY"] or environment.secret_key(DATA)
DEBUG = _env["DEBUG"]
URL: str = _env["URL"]
_host = urlsplit(URL).hostname or "localhost"
ALLOWED_HOSTS = [_host, "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [URL]

EMAIL_URL: str = _env["EMAIL_URL"]
HTTP_LISTEN: tuple[str, int] | None = _env["HTTP_LISTEN"]
SMTP_LISTEN: tuple[str, int] | None = _env["SMTP_LISTEN"]
LMTP_LISTEN: tuple[str, int] | None = _env["LMTP_LISTEN"]
MAIL_MAX_BYTES: int = _env["MAIL_MAX_MB"] * 1024 * 1024
MAIL_CATCH_ALL: str = _env["MAIL_CATCH_ALL"].lower()
MAIL_AUTHSERV_ID: str = _env["MAIL_AUTHSERV_ID"]
MAIL_PRIVATE_SERVERS: bool = _env["MAIL_PRIVATE_SERVERS"]
DNS_SERVER: tuple[str, int] | None = _env["DNS_SERVER"]
TRUSTED_PROXIES: int = _env["TRUSTED_PROXIES"]
WORKER_PROCESSES: int = _env["WORKER_PROCESSES"]
WORKER_THREADS: int = _env["WORKER_THREADS"]
WEB_PROCESSES: int = _env["WEB_PROCESSES"]
WEB_THREADS: int = _env["WEB_THREADS"]
LOG_FORMAT: str = _env["LOG_FORMAT"]

ROOMS = [
    "config",
    "desk",
    "administration",
    "report",
    "imports",
    "forecasting",
    "opportunities",
    "meetings",
    "data_quality",
    "privacy",
    "channels",
    "notifications",
    "intake",
    "promises",
    "routing",
    "conversations",
    "customers",
    "effort",
    "money",
    "fields",
    "staff",
    "mail",
    "mime",
    "search",
    "jobs",
    "events",
    "kit",
]
INSTALLED_APPS = [
    *(f"regard.{room}" for room in ROOMS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_cotton",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Each answer is padded by chance against guessing secrets from its length (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "regard.kit.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "regard.staff.middleware.PersonMiddleware",
    "regard.effort.middleware.EffortMiddleware",
]
ROOT_URLCONF = "regard.config.urls"
WSGI_APPLICATION = "regard.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "regard.desk.context.shell",
            ],
        },
    },
]

_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=134217728;"
)
if _env["DATABASE_URL"]:
    DATABASES = {"default": dj_database_url.parse(_env["DATABASE_URL"], conn_max_age=600, conn_health_checks=True)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA / "regard.sqlite3"),
            "CONN_MAX_AGE": 600,
            # IMMEDIATE takes the write lock at BEGIN: two writers queue up instead of failing half-way (see busy timeout).
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": _SQLITE_PRAGMAS},
        },
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "regard.staff.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "regard.staff.adapters.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
# Addresses of users are set by an owner; nobody has to prove the own one before protecting the login.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _host in {"127.0.0.1", "localhost"}
# A write on every request is not worth knowing the minute of the latest click.
USERSESSIONS_TRACK_ACTIVITY = False
SOCIALACCOUNT_PROVIDERS = {}
if _env["OIDC_URL"]:
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "company",
                    "name": _env["OIDC_NAME"] or "your company",
                    "client_id": _env["OIDC_CLIENT_ID"],
                    "secret": _env["OIDC_CLIENT_SECRET"],
                    "settings": {"server_url": _env["OIDC_URL"]},
                },
            ],
        },
    }
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True

EMAIL_BACKEND = "regard.mail.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = (
    f"regard@{_host if '.' in _host and not _host.replace('.', '').isdigit() else 'localhost.localdomain'}"
)

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kit_cache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
_is_https = URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _is_https
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if _is_https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_MAX_AGE = 60 * 60 * 24 * 365

LOGGING_CONFIG = "regard.config.logging.configure"
LOGGING = {"format": LOG_FORMAT}
TEST_RUNNER = "django.test.runner.DiscoverRunner"
