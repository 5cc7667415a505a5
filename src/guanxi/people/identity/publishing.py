"""What people declared one, told to the lake: books then count one. The lake's own rows are not touched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from guanxi.lake.engine import FOREVER_MS, Alias, Lake, list_aliases, publish_aliases
from guanxi.people import bulk

PUBLISH_MERGES = "people.publish_merges"
"""The job that publishes what the transaction before it decided."""

OWNED_TOGETHER = """
-- Grain: one row per span in which a contact owned a point that the lake knows, of contacts that came to own points by
-- a decision of people: a merge, or a case.
SELECT o.contact_id, p.lake_id, o.from_ms, o.until_ms,
  CASE WHEN p.value_key = c.key THEN 1 ELSE 0 END, CASE WHEN p.gone_ms IS NULL THEN 1 ELSE 0 END
FROM people_pointowner o JOIN people_contactpoint p ON p.id = o.point_id JOIN people_contact c ON c.id = o.contact_id
WHERE p.lake_id IS NOT NULL AND p.lake_id < %(next_id)s
  AND o.contact_id IN (
    SELECT contact_id FROM people_pointowner
    WHERE contact_id IN (SELECT contact_id FROM people_pointowner WHERE reason <> 'lake')
    GROUP BY contact_id HAVING count(DISTINCT point_id) > 1)
ORDER BY o.contact_id, p.lake_id, o.from_ms
"""


@dataclass(frozen=True, slots=True)
class _Owned:
    """A point of the lake while one contact owned it; ``stands`` orders the points of a contact, the best last."""

    lake_id: int
    from_ms: int
    until_ms: int
    stands: tuple[bool, bool, int]


def publish_merges(lake: Lake) -> bool:
    """Let the lake say which of its contacts are one; gives whether it did not yet.

    Merges that were undone are said no more. Done twice it is done once, and a kill leaves the old set or the new one.

    Raises
    ------
    LakeBusy
        when something has changed and another process is writing.
    """
    return publish_aliases(lake, lambda: aliases_of(lake))


def has_unpublished_merges(lake: Lake) -> bool:
    """Whether a book of now would count contacts otherwise than people do."""
    return sorted(aliases_of(lake)) != list(list_aliases(lake))


def aliases_of(lake: Lake) -> list[Alias]:
    """Every contact of the lake that people hold to be a part of another one, with the spans in which they did.

    A contact is shown as the one of its own key. While an import that brought it is taken back, that one is nobody:
    then another one of its points stands for it. Ids that the lake never gave are left out: it was brought back from
    an older copy.
    """
    found = bulk.fetch(OWNED_TOGETHER, {"next_id": lake.catalogue().next_contact_id})
    contacts: dict[int, list[_Owned]] = defaultdict(list)
    for contact_id, lake_id, from_ms, until_ms, is_own, is_live in found:
        stands = (bool(is_live), bool(is_own), -lake_id)
        contacts[contact_id].append(_Owned(lake_id, from_ms, FOREVER_MS if until_ms is None else until_ms, stands))
    return [alias for owned in contacts.values() for alias in _aliases_within(owned)]


def _aliases_within(owned: list[_Owned]) -> Iterable[Alias]:
    stays = max(owned, key=lambda each: each.stands).lake_id
    kept = [each for each in owned if each.lake_id == stays]
    for part in owned:
        for whole in kept:
            from_ms, until_ms = max(part.from_ms, whole.from_ms), min(part.until_ms, whole.until_ms)
            if part.lake_id != stays and from_ms < until_ms:
                yield Alias(part.lake_id, stays, from_ms, until_ms)
