"""The way from a command into the workspace: its home, its settings, its language."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from guanxi.kit.errors import SettingsError
from guanxi.site.home import ENVIRONMENT, Home


def home_of(options: argparse.Namespace) -> Home:
    """``--home``, else ``GUANXI_HOME``, else ``guanxi-home``; the processes that follow are told."""
    if options.home is not None:
        os.environ[ENVIRONMENT] = str(Path(options.home).expanduser().resolve())
    home = Home.from_environment()
    os.environ[ENVIRONMENT] = str(home.path)
    return home


def enter(log_file: str = "", *, is_quiet: bool = False) -> None:
    """Make Django ready for the home of the environment; people read this log, so it is text.

    Parameters
    ----------
    log_file : where this process logs, so that the terminal hears warnings only; ``""``: all of it on the terminal.
    is_quiet : the terminal hears warnings only, even where nothing is logged elsewhere.

    Raises
    ------
    SettingsError
        when the settings cannot be: what is wrong, and what to do.
    """
    # The home holds persons: nothing in it is made readable for others.
    os.umask(0o077)
    os.environ["DJANGO_SETTINGS_MODULE"] = "guanxi.site.settings"
    os.environ.setdefault("GUANXI_LOG", "text")
    if is_quiet:
        os.environ["GUANXI_LOG_LEVEL"] = "WARNING"
    if log_file:
        os.environ["GUANXI_LOG_FILE"] = log_file
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise SettingsError(
            "PostgreSQL was asked for by DATABASE_URL, but its driver is not installed. Install guanxi[postgresql].",
            "DATABASE_URL 指定了 PostgreSQL，但没有安装驱动。请安装 guanxi[postgresql]。",
        ) from error
    except OSError as error:
        raise SettingsError(
            f"The home directory {os.environ[ENVIRONMENT]} cannot be used ({error.strerror})."
            " `guanxi doctor` says more.",
            f"无法使用数据目录 {os.environ[ENVIRONMENT]}（{error.strerror}）。运行 guanxi doctor 查看详情。",
        ) from error
