"""Sets of contacts that one condition from outside the list names: whose they are, a tag, a key, who is suppressed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from guanxi.people import bulk
from guanxi.people.bulk import Value
from guanxi.people.models import ENDING

LARGEST = "\U0010ffff"
EDGES = "SELECT e.contact_id FROM people_staffedge e WHERE e.staff_id = %(staff{n})s AND e.until_ms IS NULL"
TAGGED = "SELECT t.contact_id FROM people_tagassignment t WHERE t.tag_id = %(tag)s AND t.until_ms IS NULL"
SUPPRESSED = "SELECT u.contact_id FROM people_suppression u WHERE u.until_ms IS NULL"
# Byte-wise on both: the engine's own order of text depends on the machine.
BEGINS = {
    "sqlite": "{column} >= %({name})s AND {column} < %({name}_end)s",
    "postgresql": "{column} ~>=~ %({name})s AND {column} ~<~ %({name}_end)s",
}
# As the index is written, to the character: SQLite uses it for this expression only.
ENDS = {
    "sqlite": "substr(q.folded_key, (4 * -1), 4) = %(ending)s AND substr(q.folded_key, -%(length)s) = %(key)s",
    "postgresql": "right(q.folded_key, 4) = %(ending)s AND right(q.folded_key, %(length)s) = %(key)s",
}


@dataclass(frozen=True, slots=True)
class ContactSet:
    """A set of contacts.

    Parameters
    ----------
    sql : gives column ``contact_id``, a contact once or more often.
    size : rows of ``sql``, counted no further than the ``most`` that it was made with.
    also : SQL condition, ``AND`` included, that asks of one row ``p`` of the list whether it is in the set.
    """

    sql: str
    params: dict[str, Value]
    size: int
    also: str


def of_staff(staff_id: int, n: int, most: int) -> ContactSet:
    """Those with an open edge to an employee; ``n`` tells two of them in one question apart."""
    return _sized(EDGES.format(n=n), {f"staff{n}": staff_id}, most)


def tagged(tag_id: int, most: int) -> ContactSet:
    """Those who have the tag now."""
    return _sized(TAGGED, {"tag": tag_id}, most)


def suppressed(most: int) -> ContactSet:
    """Those who are not to be reached, for whatever reason."""
    return _sized(SUPPRESSED, {}, most)


def begins_with(search: str, most: int) -> ContactSet:
    """Contacts with a key or a name that begins so; a name as it is written, in small letters or in capitals.

    Four characters and more are also looked for at the end of keys: whoever stands in a shop is told the last four
    digits of a phone.
    """
    begins = BEGINS[connection.vendor]
    params: dict[str, Value] = {"key": search, "key_end": search + LARGEST}
    of_key = [begins.format(column="q.folded_key", name="key")]
    if len(search) >= ENDING:
        of_key.append(ENDS[connection.vendor])
        params |= {"ending": search[-ENDING:], "length": len(search)}
    of_name = []
    for n, name in enumerate(sorted({search, search.capitalize(), search.upper()})):
        of_name.append(begins.format(column="n.name", name=f"name{n}"))
        params |= {f"name{n}": name, f"name{n}_end": name + LARGEST}
    sides = [f"SELECT q.contact_id FROM people_contactpoint q WHERE {each}" for each in of_key]
    sides += [f"SELECT n.id AS contact_id FROM people_contact n WHERE {each}" for each in of_name]
    # An OFFSET keeps PostgreSQL from reading the whole set where walking meets enough of it soon.
    also = (
        f"AND (EXISTS (SELECT 1 FROM people_contactpoint q WHERE q.contact_id = p.contact_id"
        f" AND ({' OR '.join(f'({each})' for each in of_key)})"
        " LIMIT 1 OFFSET 0) OR EXISTS (SELECT 1 FROM people_contact n WHERE n.id = p.contact_id"
        f" AND ({' OR '.join(f'({each})' for each in of_name)}) LIMIT 1 OFFSET 0))"
    )
    sql = f"SELECT b.contact_id FROM ({' UNION ALL '.join(sides)}) b WHERE b.contact_id IS NOT NULL"
    return _sized(sql, params, most, also)


def _sized(sql: str, params: dict[str, Value], most: int, also: str = "") -> ContactSet:
    counted = bulk.fetch(f"SELECT count(*) FROM ({sql} LIMIT {most}) AS s", params)
    usual = f"AND p.contact_id IN ({sql} AND contact_id = p.contact_id)"
    return ContactSet(sql, params, int(counted[0][0]), also or usual)
