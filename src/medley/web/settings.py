"""Django settings, made from `medley.web.environment`."""

from __future__ import annotations

from pathlib import Path

from medley.web.environment import read_environment
from medley.web.watching.logs import logging_settings

ENVIRONMENT = read_environment()
WEB = Path(__file__).parent

if ENVIRONMENT.database["ENGINE"].endswith("mysql"):
    import pymysql

    pymysql.install_as_MySQLdb()

DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.origins)
DATABASES = {"default": ENVIRONMENT.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDLEY_HOME = ENVIRONMENT.home
MEDLEY_MODELS = MEDLEY_HOME / "models"
MEDLEY_SNAPSHOTS = MEDLEY_HOME / "snapshots"
MEDLEY_REPORTS = MEDLEY_HOME / "reports"
MEDLEY_RULES = MEDLEY_HOME / "rules"
MEDLEY_DIFFUSER = ENVIRONMENT.diffuser
MEDLEY_TRANSLATOR = ENVIRONMENT.translator
MEDLEY_REFIT_DAYS = ENVIRONMENT.refit_days
MEDLEY_OPEN_METRICS = ENVIRONMENT.open_metrics
MEDLEY_LEAST_DISK_MB = ENVIRONMENT.least_disk_mb
MEDLEY_TRACES = ENVIRONMENT.traces
LOGGING = logging_settings(ENVIRONMENT.logs, access=ENVIRONMENT.access_log)
MEDLEY_WORKOUT_MB = ENVIRONMENT.workout_mb
MEDLEY_POSE_MODEL = ENVIRONMENT.pose_model

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "ninja",
    "medley.web.catalog",
    "medley.web.people",
    "medley.web.feed",
    "medley.web.playlists",
    "medley.web.coach",
    "medley.web.covers",
    "medley.web.labels",
    "medley.web.jobs",
    "medley.web.learning",
    "medley.web.api",
]

MIDDLEWARE = [
    "medley.web.watching.middleware.Watch",
    "medley.web.problem.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "medley.web.headers.ContentSecurityPolicy",
]

ROOT_URLCONF = "medley.web.urls"
ASGI_APPLICATION = "medley.web.asgi.application"
WSGI_APPLICATION = "medley.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "libraries": {"retold": "medley.web.models_admin.retold"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "medley.web.site.shared",
            ],
        },
    }
]

# Parts of pages that are alike for long: head, header, footer, filters.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 4_096},
    }
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["medley.web.people.identity.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
CSRF_FAILURE_VIEW = "medley.web.site.csrf_failure"
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "feed:home"
LOGOUT_REDIRECT_URL = "feed:home"
SESSION_ENGINE = "medley.web.people.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ko", "한국어")]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [WEB / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [WEB / "static"]
STATIC_ROOT = MEDLEY_HOME / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = MEDLEY_HOME / "media"
WHITENOISE_USE_FINDERS = True

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "medley.web.coach.receiving.WorkoutFiles",
    "medley.web.labels.size_limit.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
