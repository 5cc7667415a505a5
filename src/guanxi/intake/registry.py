"""Which kinds of event there are just now: the standard ones, those of ``guanxi.yaml``, those the lake holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from guanxi.intake.brand import current_brand
from guanxi.lake.engine import Lake, LakeMissing
from guanxi.lake.kinds import BY_CODE, Kind

FIRST_STAGED_ID = 20_000
"""Own kinds get ids of their own in a staged file; publication turns them into the lake's, by their code."""
NOT_BY_API = frozenset({"erased"})
"""Erasing somebody is a procedure with a certificate, not an event that a machine may claim."""
BY_APP = frozenset(
    {"link_clicked", "page_visited", "content_viewed", "content_liked", "cart_added", "survey_answered", "nps_answered"}
)
"""What a key that anybody may have read can tell: nothing about money, bonds or the end of a relationship."""


@dataclass(frozen=True, slots=True)
class Registry:
    """The kinds that events may have, and the brand's currency.

    Parameters
    ----------
    own : the brand's own kinds by code, with the ids that they have in staged files.
    currency : in which all amounts are.
    earliest_ms : moments before it are not believed.
    """

    own: dict[str, Kind]
    currency: str
    earliest_ms: int

    def kind_id(self, code: str) -> int | None:
        """The id in a staged file; ``None`` when there is no such kind."""
        kind = BY_CODE.get(code) or self.own.get(code)
        return kind.kind_id if kind else None

    def codes(self) -> tuple[str, ...]:
        """Every code that the API takes."""
        return tuple(code for code in (*BY_CODE, *self.own) if code not in NOT_BY_API)


def current_registry(lake_kinds: tuple[Kind, ...] | None = None) -> Registry:
    """The registry of this home.

    Parameters
    ----------
    lake_kinds : the lake's own kinds where the caller has its catalogue; ``None``: those of ``guanxi.yaml`` alone,
        which is enough for accepting and reads no catalogue.
    """
    brand = current_brand()
    known = {kind.code: kind for kind in (*(lake_kinds or ()), *brand.kinds)}
    own = {
        code: replace(kind, kind_id=FIRST_STAGED_ID + place)
        for place, (code, kind) in enumerate(sorted(known.items()))
        if code not in BY_CODE
    }
    earliest = brand.dates.earliest
    return Registry(own, brand.currency, (earliest.toordinal() - _EPOCH_DAY) * 86_400_000)


def lake_kinds_now() -> tuple[Kind, ...]:
    """The brand's own kinds that the lake holds; none without a lake. Read anew when its catalogue was switched."""
    folder: Path = settings.HOME.lake
    try:
        state = (folder / "catalogue.json").stat()
        return _lake_kinds(folder, state.st_mtime_ns, state.st_size)
    except (FileNotFoundError, LakeMissing):
        return ()


@lru_cache(maxsize=2)
def _lake_kinds(folder: Path, _switched_ns: int, _size: int) -> tuple[Kind, ...]:
    return Lake.open(folder).catalogue().own_kinds


_EPOCH_DAY = 719_163  # date(1970, 1, 1).toordinal()
