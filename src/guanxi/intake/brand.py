"""The brand of this home: its name, zone, currency and rates, from ``guanxi.yaml`` in the home directory."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from guanxi.lake.importing import BrandSettings, load_settings

FILE = "guanxi.yaml"


def current_brand() -> BrandSettings:
    """The brand as the file says it now; read again only when the file was replaced.

    Raises
    ------
    SettingsError
        when the file says something that cannot be.
    """
    folder: Path = settings.HOME.path
    try:
        state = (folder / FILE).stat()
    except FileNotFoundError:
        return BrandSettings()
    return _read(folder, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=2)
def _read(folder: Path, _modified_ns: int, _size: int) -> BrandSettings:
    return load_settings(folder)
