"""Rule tags: conditions as data, from a closed list of fields and operators; all of them must hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from guanxi.people import marks
from guanxi.people.bulk import Value
from guanxi.people.contracts import CONSENT_CODES
from guanxi.people.errors import BadRule

MOST_CONDITIONS = 8
LARGEST = 10**15
LONGEST_VALUE = 120


@dataclass(frozen=True, slots=True)
class Condition:
    """``field`` compared with ``value`` by ``operator``; validated, so that SQL can be made of it."""

    field: str
    operator: str
    value: str | int


CODED: dict[str, tuple[tuple[str, ...], int]] = {
    "tier": (marks.TIERS, marks.TIER_AT),
    "stage": (marks.STAGES, marks.STAGE_AT),
    "layer": (marks.LAYERS, marks.LAYER_AT),
    "band": (marks.BANDS, marks.BAND_AT),
    "consent": (CONSENT_CODES, marks.CONSENT_AT),
}
"""Field → its codes and the place of their bits."""
NUMBERS: dict[str, str] = {"clv_fen": "p.clv_fen", "capital_fen": "p.capital_fen", "trust_milli": "p.trust_milli"}
"""Field → column."""
AGES: dict[str, str] = {"days_since_order": "p.latest_order_ms", "days_known": "p.created_ms"}
"""Field → the moment that its days count from."""
IS, AT_LEAST, BELOW = "is", "at_least", "below"
DAY_MS = 86_400_000


def conditions_of(given: object) -> tuple[Condition, ...]:
    """The conditions that ``given`` (JSON: list of {field, operator, value}) states.

    Raises
    ------
    BadRule
        for anything that is not in the closed lists.
    """
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_CONDITIONS:
        raise _bad("conditions", f"1–{MOST_CONDITIONS}")
    return tuple(_condition(each) for each in given)


def _condition(given: object) -> Condition:
    if not isinstance(given, dict) or set(given) != {"field", "operator", "value"}:
        raise _bad("condition", "field, operator, value")
    field, operator, value = given["field"], given["operator"], given["value"]
    if not isinstance(field, str) or not isinstance(operator, str):
        raise _bad("field", str(field)[:40])
    if field in CODED:
        if operator != IS or value not in CODED[field][0]:
            raise _bad(field, str(value)[:40])
        return Condition(field, IS, str(value))
    if field in NUMBERS or field in AGES:
        if operator not in (AT_LEAST, BELOW) or type(value) is not int or abs(value) > LARGEST:
            raise _bad(field, str(value)[:40])
        return Condition(field, operator, value)
    key = field.removeprefix("trait:")
    if field.startswith("trait:") and key and len(key) <= 80 and "\0" not in key:
        if operator != IS or not isinstance(value, str) or not 0 < len(value) <= LONGEST_VALUE or "\0" in value:
            raise _bad("trait", str(value)[:40])
        return Condition(field, IS, value)
    raise _bad("field", field[:40])


def sql_of(conditions: Sequence[Condition], now_ms: int) -> tuple[str, dict[str, Value]]:
    """SQL over ``people_contactposition p`` that is true where all conditions hold, and its values."""
    parts: list[str] = []
    values: dict[str, Value] = {}
    for n, condition in enumerate(conditions):
        part, bound = _SQL[_family(condition.field)](condition, n, now_ms)
        parts.append(part)
        values |= bound
    return " AND ".join(parts), values


Part = tuple[str, dict[str, Value]]


def _coded(condition: Condition, n: int, _now_ms: int) -> Part:
    codes, place = CODED[condition.field]
    return f"(p.marks & %(bit{n})s) <> 0", {f"bit{n}": 1 << (place + codes.index(str(condition.value)))}


def _number(condition: Condition, n: int, _now_ms: int) -> Part:
    sign = ">=" if condition.operator == AT_LEAST else "<"
    rated = f"(p.marks & {marks.UNRATED}) = 0"
    return f"({rated} AND {NUMBERS[condition.field]} {sign} %(v{n})s)", {f"v{n}": condition.value}


def _age(condition: Condition, n: int, now_ms: int) -> Part:
    column = AGES[condition.field]
    sign = "<=" if condition.operator == AT_LEAST else ">"
    # A moment of 0 is unknown: no age, so neither comparison holds.
    return f"({column} > 0 AND {column} {sign} %(v{n})s)", {f"v{n}": now_ms - int(condition.value) * DAY_MS}


def _trait(condition: Condition, n: int, _now_ms: int) -> Part:
    sql = (
        f"EXISTS (SELECT 1 FROM people_traitvalue r WHERE r.contact_id = p.contact_id "
        f"AND r.trait_key = %(k{n})s AND r.text = %(v{n})s)"
    )
    return sql, {f"k{n}": condition.field.removeprefix("trait:"), f"v{n}": condition.value}


def _family(field: str) -> str:
    return "coded" if field in CODED else "number" if field in NUMBERS else "age" if field in AGES else "trait"


_SQL: dict[str, Callable[[Condition, int, int], Part]] = {
    "coded": _coded,
    "number": _number,
    "age": _age,
    "trait": _trait,
}


def _bad(what: str, value: str) -> BadRule:
    return BadRule(
        f"A rule may not say “{value}” for “{what}”. Use the fields, operators and values of the form.",
        f"规则的“{what}”不能是“{value}”。请使用表单提供的字段、比较方式和取值。",
    )
