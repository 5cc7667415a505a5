"""Changing the brand's settings from a page: ``guanxi.yaml`` is written whole or not at all, and what a page does not
know of (``files``, ``kinds``, ``costs``, comments where that is possible) stays."""

from __future__ import annotations

import json
import os
import re
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction

from guanxi.accounts import audit
from guanxi.intake.brand import FILE, current_brand
from guanxi.intake.errors import BrandRefused
from guanxi.lake.engine import Lake
from guanxi.lake.importing import BrandSettings
from guanxi.lake.importing.settings_file import parse_settings

LONGEST_NAME = 60
PERCENT = re.compile(r"(?:100(?:\.0{1,2})?|[0-9]{1,2}(?:\.[0-9]{1,2})?)")
ORDERS = ("", "dmy", "mdy")
Raw = dict[str, Any]  # Any: whatever YAML holds


@dataclass(frozen=True, slots=True)
class BrandForm:
    """What a person may set on the page; rates in percent as typed, ``margin_rate`` empty for "not known".

    Parameters
    ----------
    date_order : how ``01/02/2025`` is meant: ``"dmy"``, ``"mdy"`` or ``""``.
    """

    brand: str
    margin_rate: str
    discount_rate: str
    risk_free: str
    zone: str
    date_order: str


def form_of(brand: BrandSettings) -> BrandForm:
    """The settings as the page shows them."""
    return BrandForm(
        brand.brand,
        "" if brand.margin_rate is None else _percent(brand.margin_rate),
        _percent(brand.discount_rate),
        _percent(brand.risk_free),
        brand.zone,
        brand.dates.order,
    )


def is_zone_fixed() -> bool:
    """Whether there is data already: its days were told in the zone of its import."""
    folder: Path = settings.HOME.lake
    return (folder / "catalogue.json").exists() and bool(Lake.open(folder).catalogue().imports)


def change_brand(form: BrandForm, *, at_ms: int, actor_id: int | None) -> tuple[str, ...]:
    """Write what ``form`` says into ``guanxi.yaml``; returns the fields that changed.

    Raises
    ------
    BrandRefused
        naming the field that cannot be; nothing is written then.
    SettingsError
        when the file as it stands cannot be read.
    """
    with transaction.atomic():
        audit.lock_log()  # two who save at once take turns, so neither loses what the other changed
        before = form_of(current_brand())
        # A brand whose file named no rate to two digits keeps it, as long as nobody types another.
        values = {name: value for name, value in _checked(form).items() if _was(before, name) != _was(form, name)}
        if not values:
            return ()
        if "zone" in values and is_zone_fixed():
            raise BrandRefused.zone_fixed()
        path: Path = settings.HOME.path / FILE
        text = _rewritten(path.read_text(encoding="utf-8") if path.exists() else "", values)
        after = asdict(form_of(parse_settings(text)))
        changed = tuple(name for name, value in asdict(before).items() if after[name] != value)
        audit.record(
            "settings.brand_changed",
            at_ms=at_ms,
            actor_id=actor_id,
            before={name: asdict(before)[name] for name in changed},
            after={name: after[name] for name in changed} | {"changed": ", ".join(changed)},
        )
        _replace(path, text)
    return changed


def _was(form: BrandForm, name: str) -> str:
    return str(getattr(form, "date_order" if name == "dates" else name)).strip()


def _percent(share: float) -> str:
    return f"{round(100 * share, 2):g}"


def _checked(form: BrandForm) -> Raw:
    """The values of the file; ``None`` takes a line out."""
    brand = form.brand.strip()
    if len(brand) > LONGEST_NAME or not brand.isprintable():
        raise BrandRefused.name(LONGEST_NAME)
    if form.date_order not in ORDERS:
        raise BrandRefused.order()
    try:
        parse_settings(json.dumps({"zone": form.zone}))
    except Exception as error:
        raise BrandRefused.zone() from error
    return {
        "brand": brand or None,
        "margin_rate": _share("margin_rate", form.margin_rate, may_be_empty=True),
        "discount_rate": _share("discount_rate", form.discount_rate),
        "risk_free": _share("risk_free", form.risk_free),
        "zone": form.zone,
        "dates": form.date_order or None,
    }


def _share(name: str, typed: str, *, may_be_empty: bool = False) -> float | None:
    plain = typed.strip().removesuffix("%").strip()
    if not plain and may_be_empty:
        return None
    if not PERCENT.fullmatch(plain):
        raise BrandRefused.rate(name)
    return round(float(plain) / 100, 4)


def _rewritten(text: str, values: Raw) -> str:
    """``text`` with ``values``: line by line, so that comments stay, wherever that says the same as a file anew."""
    read = yaml.safe_load(text)
    wanted: Raw = dict(read or {})
    for name, value in values.items():
        if name == "dates":
            dates = {**(wanted.get("dates") or {}), "order": value}
            wanted["dates"] = {key: each for key, each in dates.items() if each is not None} or None
        else:
            wanted[name] = value
    wanted = {name: value for name, value in wanted.items() if value is not None or name not in values}
    lines = text
    for name in values:
        lines = _with_line(lines, name, wanted.get(name))
    try:
        if (yaml.safe_load(lines) or {}) == wanted:
            return lines
    except yaml.YAMLError:
        pass  # the setting stood over several lines
    return yaml.safe_dump(wanted, allow_unicode=True, sort_keys=False, width=120)


def _with_line(text: str, name: str, value: Any) -> str:  # Any: a YAML value
    one = "" if value is None else yaml.safe_dump({name: value}, allow_unicode=True, width=10_000)
    if isinstance(value, dict):
        one = f"{name}: {yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10_000)}"
    line = re.compile(rf"^{name}[ \t]*:.*(?:\n|\Z)", re.MULTILINE)
    if line.search(text):
        return line.sub(lambda _: one, text, count=1)
    return text + ("\n" if text and not text.endswith("\n") else "") + one


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{FILE}.{secrets.token_hex(4)}")
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
