"""Django's settings. What differs between machines comes from the environment; docs/operating.md lists it."""

from __future__ import annotations

import os
from pathlib import Path

import guanxi
from guanxi.site.databases import database_of
from guanxi.site.home import Home

HOME = Home.from_environment()
IS_BEHIND_HTTPS = os.environ.get("GUANXI_HTTPS") == "1"

SECRET_KEY = HOME.secret_key()
DEBUG = False
# Loopback names only, until the operator says which name the brand uses.
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *filter(None, os.environ.get("GUANXI_HOSTS", "").split(","))]
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in filter(None, os.environ.get("GUANXI_HOSTS", "").split(","))]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "guanxi.accounts",
    "guanxi.jobs",
    "guanxi.intake",
    "guanxi.imports",
    "guanxi.people",
    "guanxi.books",
    "guanxi.console",
]
MIDDLEWARE = [
    "guanxi.site.request_log.RequestLog",
    "guanxi.site.headers.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "guanxi.console.reading.ReaderMiddleware",
    "guanxi.console.refusals.Refusals",
    "guanxi.accounts.gatekeeper.Gatekeeper",
]
ROOT_URLCONF = "guanxi.site.urls"
WSGI_APPLICATION = "guanxi.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["guanxi.console.frame.frame"],
            "environment": "guanxi.console.environment.environment",
        },
    },
]

DATABASES = {"default": database_of(os.environ.get("DATABASE_URL", ""), HOME.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["login", "name"]},
    },
]
LOGIN_URL = "/login/"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_BEHIND_HTTPS
SESSION_SAVE_EVERY_REQUEST = False
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = IS_BEHIND_HTTPS
CSRF_FAILURE_VIEW = "guanxi.console.refusals.csrf_failed"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_BEHIND_HTTPS else None

# Beyond these a request is refused before it is read; what files may do is decided while they arrive.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = None
FILE_UPLOAD_HANDLERS = ["guanxi.imports.receiving.Receiving"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(guanxi.__file__).parent / "report" / "static"]  # named, not imported: it brings arrays along
STATIC_ROOT = None  # served from the packages themselves, read once at start
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LOGGING_CONFIG = "guanxi.site.logs.configure"
LOGGING = {
    "format": os.environ.get("GUANXI_LOG", "json"),
    "file": os.environ.get("GUANXI_LOG_FILE", ""),
    "level": os.environ.get("GUANXI_LOG_LEVEL", ""),
}
SILENCED_SYSTEM_CHECKS: list[str] = []
