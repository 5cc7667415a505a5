"""The form of a rule tag: which conditions the filled fields state, and what a rule says in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from guanxi.kit.phrase import Phrase
from guanxi.people import marks
from guanxi.people.contracts import BAND_NAMES, CONSENT_CODES, CONSENT_NAMES, Band, ConsentCode
from guanxi.people.errors import BadRule
from guanxi.people.tags.rules import AT_LEAST, BELOW, IS, Condition, conditions_of
from guanxi.report.inert import inert
from guanxi.report.reader import Reader
from guanxi.report.words import codes
from guanxi.report.words.attributes import attribute_key, attribute_name

MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Chosen:
    """A field with a closed list of values."""

    name: str
    label: Phrase
    values: tuple[str, ...]
    names: Mapping[str, Phrase]


@dataclass(frozen=True, slots=True)
class Typed:
    """A whole number with a bound. ``factor``: how many units of ``field`` one unit of what is typed makes."""

    name: str
    label: Phrase
    field: str
    operator: str
    unit: Phrase
    said: Phrase
    factor: int = 1


CHOSEN: tuple[Chosen, ...] = (
    Chosen("tier", Phrase("层级", "Tier"), marks.TIERS, codes.TIERS),
    Chosen("stage", Phrase("生命周期", "Lifecycle"), marks.STAGES, codes.STAGES),
    Chosen("layer", Phrase("特征", "Layer"), marks.LAYERS, codes.LAYERS),
    Chosen(
        "band",
        Phrase("价值区间", "Value band"),
        tuple(each.value for each in reversed(Band)),
        {each.value: phrase for each, phrase in BAND_NAMES.items()},
    ),
    Chosen(
        "consent",
        Phrase("营销授权", "Consent"),
        tuple(ConsentCode(code).value for code in CONSENT_CODES),
        {each.value: phrase for each, phrase in CONSENT_NAMES.items()},
    ),
)
_MONEY, _PERCENT, _DAYS = Phrase("金额", "money"), Phrase("%", "%"), Phrase("天", "days")
_AGO = Phrase("天", "days ago")
TYPED: tuple[Typed, ...] = (
    Typed(
        "value_from", Phrase("终身价值不低于", "Lifetime value at least"), "clv_fen", AT_LEAST, _MONEY,
        Phrase("终身价值 ≥ {n}", "lifetime value ≥ {n}"), 100,
    ),
    Typed(
        "value_below", Phrase("终身价值低于", "Lifetime value below"), "clv_fen", BELOW, _MONEY,
        Phrase("终身价值 < {n}", "lifetime value < {n}"), 100,
    ),
    Typed(
        "trust_from", Phrase("信任不低于", "Trust at least"), "trust_milli", AT_LEAST, _PERCENT,
        Phrase("信任 ≥ {n}%", "trust ≥ {n}%"), 10,
    ),
    Typed(
        "trust_below", Phrase("信任低于", "Trust below"), "trust_milli", BELOW, _PERCENT,
        Phrase("信任 < {n}%", "trust < {n}%"), 10,
    ),
    Typed(
        "order_from", Phrase("距最近下单至少", "Latest order at least"), "days_since_order", AT_LEAST, _AGO,
        Phrase("距最近下单 ≥ {n} 天", "latest order ≥ {n} days ago"),
    ),
    Typed(
        "order_below", Phrase("距最近下单不到", "Latest order less than"), "days_since_order", BELOW, _AGO,
        Phrase("距最近下单 < {n} 天", "latest order < {n} days ago"),
    ),
    Typed(
        "known_from", Phrase("相识至少", "Known for at least"), "days_known", AT_LEAST, _DAYS,
        Phrase("相识 ≥ {n} 天", "known for ≥ {n} days"),
    ),
    Typed(
        "known_below", Phrase("相识不到", "Known for less than"), "days_known", BELOW, _DAYS,
        Phrase("相识 < {n} 天", "known for < {n} days"),
    ),
)  # fmt: skip
NO_CONDITION = BadRule(
    "A rule needs at least one condition. Fill in one of the fields below.",
    "规则至少要有一个条件。请填写下面任意一项。",
)


def rule_of(given: Mapping[str, str], attributes: tuple[str, ...]) -> list[dict[str, object]]:
    """The conditions that the filled fields state, as stored.

    Parameters
    ----------
    attributes : that the data state: one of them may be called by its name.

    Raises
    ------
    BadRule
        for no condition, a figure that is none, half an attribute, and values outside of the lists.
    """
    rule: list[dict[str, object]] = [
        {"field": field.name, "operator": IS, "value": given[field.name]} for field in CHOSEN if given.get(field.name)
    ]
    for number in TYPED:
        text = given.get(number.name, "").strip()
        if text:
            rule.append(
                {"field": number.field, "operator": number.operator, "value": _whole(text, number) * number.factor}
            )
    key, value = given.get("trait_key", "").strip(), given.get("trait_value", "").strip()
    if bool(key) != bool(value):
        raise BadRule(
            "An attribute needs its name and its value. Fill in both, or neither.",
            "属性须同时填写名称和取值，或都不填。",
        )
    if key:
        rule.append({"field": f"trait:{attribute_key(key, attributes)}", "operator": IS, "value": value})
    if not rule:
        raise NO_CONDITION
    conditions_of(rule)
    return rule


def _whole(text: str, number: Typed) -> int:
    digits = text.replace(",", "").replace("，", "")
    if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS:
        return int(digits)
    raise BadRule(
        f"“{inert(text, 30)}” is no whole number for “{number.label.en}”. Type digits only.",
        f"“{number.label.zh}”须为整数，而不是“{inert(text, 30)}”。请只填数字。",
    )


def unit_of(number: Typed, reader: Reader) -> str:
    """What stands beside the field: the brand's currency, per cent, days."""
    return reader.sign if number.unit is _MONEY else reader.say(number.unit)


def in_words(conditions: tuple[Condition, ...], reader: Reader) -> str:
    """What a rule says, conditions side by side; all of them must hold."""
    return ("；" if reader.lang == "zh" else "; ").join(_in_words(each, reader) for each in conditions)


def _in_words(condition: Condition, reader: Reader) -> str:
    colon = "：" if reader.lang == "zh" else ": "
    for field in CHOSEN:
        if field.name == condition.field:
            return f"{reader.say(field.label)}{colon}{reader.name_of(field.names, str(condition.value))}"
    for number in TYPED:
        if (number.field, number.operator) == (condition.field, condition.operator):
            return reader.say(number.said, n=_SHOWN[number.unit](condition, number, reader))
    return (
        f"{reader.say(attribute_name(condition.field.removeprefix('trait:')))}{colon}{inert(str(condition.value), 40)}"
    )


def _plain(condition: Condition, number: Typed, reader: Reader) -> str:
    return reader.whole(int(condition.value) // number.factor)


def _amount(condition: Condition, _number: Typed, reader: Reader) -> str:
    return reader.money(int(condition.value))


_SHOWN: dict[Phrase, Callable[[Condition, Typed, Reader], str]] = {
    _MONEY: _amount,
    _PERCENT: _plain,
    _DAYS: _plain,
    _AGO: _plain,
}
