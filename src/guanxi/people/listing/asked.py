"""What a request may ask of the list: everything is looked up in a closed list, nothing reaches SQL by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from guanxi.people import marks
from guanxi.people.contracts import CONSENT_CODES, LIABILITY, SUPPRESSED, Filters
from guanxi.people.rules import folded

SORTS: dict[str, str] = {
    "value": "clv_fen",
    "capital": "capital_fen",
    "trust": "trust_milli",
    "latest_order": "latest_order_ms",
    "created": "created_ms",
}
"""Sort key → column of ``people_contactposition``; each has its index."""
DEFAULT = Filters()
LONGEST_SEARCH = 80
NARROWING = ("tier", "stage", "layer", "band", "consent", "reach", "worth", "channel", "staff", "tag")
"""Filters whose values come from lists."""
_PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
_CURSOR = re.compile(r"(-?\d{1,18})\.(\d{1,18})")


def filters_of(given: Mapping[str, str]) -> Filters:
    """The filters that ``given`` names; what is in no list counts as not given."""
    sort = given.get("sort", "")
    channel = given.get("channel", "")
    return Filters(
        search=searchable(given.get("search", "")),
        tier=_one_of(marks.TIERS, given.get("tier", "")),
        stage=_one_of(marks.STAGES, given.get("stage", "")),
        layer=_one_of(marks.LAYERS, given.get("layer", "")),
        band=_one_of(marks.BANDS, given.get("band", "")),
        consent=_one_of(CONSENT_CODES, given.get("consent", "")),
        reach=_one_of((SUPPRESSED,), given.get("reach", "")),
        worth=_one_of((LIABILITY,), given.get("worth", "")),
        channel=int(channel) if re.fullmatch(r"[1-9][0-9]{0,14}", channel, re.ASCII) else 0,
        staff=_public_id(given.get("staff", "")),
        tag=_public_id(given.get("tag", "")),
        sort=sort if sort in SORTS else DEFAULT.sort,
        descending=given.get("order", "") != "up",
        after=given.get("after", "") if cursor_of(given.get("after", "")) else "",
        before=given.get("before", "") if cursor_of(given.get("before", "")) else "",
    )


def unreadable(given: Mapping[str, str]) -> tuple[str, ...]:
    """Which filters and places ``given`` names by a value that is in no list."""
    read = filters_of(given)
    named = {name: getattr(read, name) for name in NARROWING} | {"after": read.after, "before": read.before}
    return tuple(name for name, value in named.items() if not value and given.get(name, "").strip())


def searchable(text: str) -> str:
    """The beginning of a key or a name as it is looked for; characters that no store takes are left out."""
    return folded(text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8"))[:LONGEST_SEARCH]


def pairs_of(filters: Filters) -> dict[str, str]:
    """The filters as an address holds them, without cursors and without what is usual."""
    named = {
        "search": filters.search,
        "tier": filters.tier,
        "stage": filters.stage,
        "layer": filters.layer,
        "band": filters.band,
        "consent": filters.consent,
        "reach": filters.reach,
        "worth": filters.worth,
        "channel": str(filters.channel or ""),
        "staff": filters.staff,
        "tag": filters.tag,
        "sort": "" if filters.sort == DEFAULT.sort else filters.sort,
        "order": "" if filters.descending else "up",
    }
    return {name: value for name, value in named.items() if value}


def is_narrowed(filters: Filters) -> bool:
    """Whether anything but sort and page is asked for."""
    plain = replace(filters, sort=DEFAULT.sort, descending=DEFAULT.descending, after="", before="")
    return plain != DEFAULT


def cursor_of(text: str) -> tuple[int, int] | None:
    """(value of the sort column, contact id) that a cursor holds; ``None`` for anything else."""
    found = _CURSOR.fullmatch(text) if text.isascii() else None
    return (int(found[1]), int(found[2])) if found else None


def cursor(value: int, contact_id: int) -> str:
    """The cursor of a row."""
    return f"{value}.{contact_id}"


def _one_of(codes: tuple[str, ...], given: str) -> str:
    return str(given) if given in codes else ""


def _public_id(given: str) -> str:
    return given if _PUBLIC_ID.fullmatch(given) else ""
