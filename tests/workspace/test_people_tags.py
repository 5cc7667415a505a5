"""Rule tags: conditions from closed lists, given and ended as positions and attributes say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_people import AT_MS, DAY_MS, contact_row, make_contact, make_lake, take

from guanxi.people.contracts import Filters, Scope
from guanxi.people.errors import BadRule, BadTag
from guanxi.people.models import Contact, Tag, TagAssignment
from guanxi.people.operations import apply_rules, find_or_make_tag, give_tag, take_tag
from guanxi.people.queries import list_contacts
from guanxi.people.tags.rules import conditions_of, sql_of

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["field", "operator", "value"]), inner),
    max_leaves=8,
)


def condition(field: str, operator: str, value: object) -> dict[str, object]:
    return {"field": field, "operator": operator, "value": value}


class TestConditions:
    @pytest.mark.parametrize(
        "given_rule",
        [
            [],
            [condition("clv_fen; DROP TABLE x", "at_least", 1)],
            [condition("clv_fen", ">= 0 OR 1=1 --", 1)],
            [condition("clv_fen", "at_least", "1 OR 1=1")],
            [condition("clv_fen", "at_least", True)],
            [condition("clv_fen", "at_least", 10**30)],
            [condition("tier", "is", "core' OR '1'='1")],
            [condition("trait:", "is", "x")],
            [condition("trait:city", "is", "a\0b")],
            [condition("tier", "is", "core") | {"more": 1}],
            [condition("tier", "is", "core")] * 9,
            "tier is core",
        ],
    )
    def test_what_is_not_in_the_lists_is_refused(self, given_rule: Any) -> None:
        with pytest.raises(BadRule):
            conditions_of(given_rule)

    @given(ANYTHING)
    def test_anything_is_either_valid_or_refused(self, given_rule: Any) -> None:
        try:
            conditions = conditions_of(given_rule)
        except BadRule:
            return
        sql, values = sql_of(conditions, AT_MS)
        assert all(f"%({name})s" in sql for name in values)

    def test_texts_are_bound_never_written_into_the_statement(self) -> None:
        sql, values = sql_of(conditions_of([condition("trait:x' OR 1=1", "is", "y' --")]), AT_MS)

        assert "OR 1=1" not in sql
        assert set(values.values()) == {"x' OR 1=1", "y' --"}


@pytest.mark.django_db
class TestApplying:
    def tagged(self, tag: Tag) -> set[str]:
        return {row.key for row in list_contacts(Scope(True), Filters(tag=tag.public_id)).rows}

    def rule(self, *conditions: dict[str, object]) -> Tag:
        return find_or_make_tag("behaviour", "规则", now_ms=AT_MS, actor_id=None, rule=list(conditions))

    @pytest.mark.parametrize(
        ("conditions", "expected"),
        [
            ([condition("tier", "is", "core")], {"C0", "C3"}),
            ([condition("clv_fen", "at_least", 32_000)], {"C3", "C4", "C5"}),
            ([condition("days_since_order", "below", 2)], {"C0", "C1"}),
            ([condition("trait:city", "is", "杭州")], {"C0", "C2", "C4"}),
            ([condition("trait:city", "is", "杭州"), condition("tier", "is", "core")], {"C0"}),
        ],
    )
    def test_those_who_fit_have_the_tag(
        self, tmp_path: Path, conditions: list[dict[str, object]], expected: set[str]
    ) -> None:
        cities = ('{"city":"杭州"}', '{"city":"苏州"}')
        rows = [contact_row(f"C{i}", properties=cities[i % 2]) for i in range(6)]
        take(make_lake(tmp_path / "lake", tmp_path / "w", contacts=rows))
        tag = self.rule(*conditions)

        apply_rules(now_ms=AT_MS)

        assert self.tagged(tag) == expected

    def test_who_fits_no_more_loses_it_and_applying_twice_changes_nothing(self, tmp_path: Path) -> None:
        take(make_lake(tmp_path / "lake", tmp_path / "w", contacts=[contact_row(f"C{i}") for i in range(4)]))
        tag = self.rule(condition("days_since_order", "below", 3))
        apply_rules(now_ms=AT_MS)

        again = apply_rules(now_ms=AT_MS)
        later = apply_rules(now_ms=AT_MS + DAY_MS)

        assert (again[tag.public_id], later[tag.public_id]) == (0, 1)
        assert self.tagged(tag) == {"C0", "C1"}
        assert TagAssignment.objects.filter(until_ms=AT_MS + DAY_MS).count() == 1

    def test_a_person_ends_only_what_a_person_said(self, tmp_path: Path) -> None:
        take(make_lake(tmp_path / "lake", tmp_path / "w", contacts=[contact_row("C0")]))
        tag = self.rule(condition("tier", "is", "core"))
        apply_rules(now_ms=AT_MS)
        contact = Contact.objects.get()
        give_tag(contact, tag, now_ms=AT_MS, actor_id=None)

        take_tag(contact, tag, now_ms=AT_MS + 1, actor_id=None)

        assert self.tagged(tag) == {"C0"}

    def test_a_tag_has_a_name_and_a_dimension(self) -> None:
        make_contact("C1")
        for dimension, name in (("none", "x"), ("interest", "  "), ("interest", "x" * 41)):
            with pytest.raises(BadTag):
                find_or_make_tag(dimension, name, now_ms=AT_MS, actor_id=None)
