"""Whose a point is; contacts made one and taken apart again."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from made_people import AT_MS, make_contact

from guanxi.people.contracts import Evidence, Filters, Outcome, Scope, Strength
from guanxi.people.errors import CaseDecided, NotMergeable, NotUndoable
from guanxi.people.models import (
    Contact,
    ContactMerge,
    ContactPoint,
    ContactPosition,
    IdentityCandidate,
    IdentityCase,
    PointOwner,
    PositionCount,
    Staff,
    StaffEdge,
    Suppression,
    Tag,
    TagAssignment,
    TraitValue,
)
from guanxi.people.operations import (
    ATTACHED,
    MADE_NEW,
    decide_case,
    merge_contacts,
    preview_merge,
    record_consent,
    resolve_point,
    suppress,
    undo_merge,
)
from guanxi.people.queries import list_contacts
from guanxi.people.rules import resolve

STRONG, WEAK = Strength.STRONG, Strength.WEAK
STATE: tuple[type[Model], ...] = (
    Contact,
    ContactPoint,
    PointOwner,
    StaffEdge,
    TagAssignment,
    TraitValue,
    Suppression,
    IdentityCandidate,
    ContactPosition,
)


def state() -> dict[str, list[dict[str, Any]]]:
    """Every row that a merge may touch, but for the moment at which it was touched."""
    found = {}
    for table in STATE:
        rows = [{k: v for k, v in row.items() if k != "touched_ms"} for row in table._default_manager.values()]
        found[table.__name__] = sorted(rows, key=repr)
    counts = PositionCount.objects.exclude(n=0).values_list("marks", "channel_id", "n")
    return found | {"counts": sorted(counts)}  # type: ignore[dict-item]


class TestOutcomes:
    @pytest.mark.parametrize(
        ("evidence", "is_outstanding", "outcome"),
        [
            ([], False, Outcome.NOT_FOUND),
            ([], True, Outcome.PENDING),
            ([(1, STRONG)], False, Outcome.RESOLVED),
            ([(1, STRONG), (1, STRONG)], False, Outcome.RESOLVED),
            ([(1, STRONG), (2, WEAK)], False, Outcome.RESOLVED),
            ([(1, STRONG), (2, STRONG)], False, Outcome.CONFLICT),
            ([(1, WEAK)], False, Outcome.PENDING),
            ([(1, WEAK), (2, WEAK)], False, Outcome.PENDING),
        ],
    )
    def test_four_outcomes(self, evidence: list[tuple[int, Strength]], is_outstanding: bool, outcome: Outcome) -> None:
        given_evidence = [Evidence(contact, strength, "key") for contact, strength in evidence]

        found = resolve(given_evidence, is_lookup_outstanding=is_outstanding)

        assert found.outcome is outcome
        assert (found.contact_id == 1) == (outcome is Outcome.RESOLVED)


@pytest.mark.django_db
class TestResolvingAPoint:
    def test_a_source_that_may_not_create_leaves_the_point_unowned(self) -> None:
        point, found = resolve_point("openid", "app", "o1", [], now_ms=AT_MS, may_create=False)

        assert found.outcome is Outcome.NOT_FOUND
        assert point.contact_id is None
        assert Contact.objects.count() == 0

    def test_an_unknown_key_makes_a_contact_once(self) -> None:
        make_contact("C1")
        resolve_point("openid", "app", "o1", [], now_ms=AT_MS, may_create=True)

        point, found = resolve_point("openid", "app", "o1", [], now_ms=AT_MS, may_create=True)

        assert found.outcome is Outcome.RESOLVED
        assert point.contact is not None
        assert Contact.objects.count() == 2
        assert list_contacts(Scope(True), Filters()).count.n == 2

    def test_strong_keys_that_disagree_wait_for_a_person(self) -> None:
        first, second = make_contact("C1"), make_contact("C2")
        evidence = [Evidence(first.pk, STRONG, "unionid"), Evidence(second.pk, STRONG, "phone")]

        point, found = resolve_point("openid", "app", "o1", evidence, now_ms=AT_MS, may_create=True)

        case = IdentityCase.objects.get()
        assert (found.outcome, point.contact_id, case.outcome) == (Outcome.CONFLICT, None, "conflict")
        assert set(case.candidates.values_list("contact_id", flat=True)) == {first.pk, second.pk}

    def test_deciding_attaches_the_point_and_a_second_answer_is_refused(self) -> None:
        contact = make_contact("C1")
        point, _ = resolve_point("phone", "", "p", [Evidence(contact.pk, WEAK, "name")], now_ms=AT_MS, may_create=True)
        case = IdentityCase.objects.get()

        decide_case(case, decision=ATTACHED, contact=contact, now_ms=AT_MS, actor_id=None)

        point.refresh_from_db()
        assert point.contact == contact
        assert PointOwner.objects.get(point=point).contact == contact
        with pytest.raises(CaseDecided):
            decide_case(case, decision=MADE_NEW, contact=None, now_ms=AT_MS, actor_id=None)


@pytest.mark.django_db
class TestMerging:
    def merge(self, winner: Contact, loser: Contact, at_ms: int = AT_MS) -> ContactMerge:
        return merge_contacts(winner, loser, reason="同一个人", now_ms=at_ms, actor_id=None)

    def test_everything_that_is_open_moves_and_the_list_has_one(self) -> None:
        winner, loser = make_contact("C1", staff="S01"), make_contact("C2", staff="S02")

        self.merge(winner, loser)

        loser.refresh_from_db()
        assert loser.merged_into == winner
        assert not loser.points.exists()
        assert set(winner.edges.values_list("staff__key", flat=True)) == {"S01", "S02"}
        assert [row.key for row in list_contacts(Scope(True), Filters()).rows] == ["C1"]
        assert not PointOwner.objects.filter(contact=loser, until_ms=None).exists()

    def test_the_preview_says_what_the_merge_does(self) -> None:
        winner, loser = make_contact("C1"), make_contact("C2", staff="S02")

        preview = preview_merge(winner, loser, now_ms=AT_MS)

        assert (preview.counts["point"], preview.counts["edge"], preview.counts["tag"]) == (1, 1, 0)
        assert state()["ContactPosition"]  # nothing was changed by looking
        assert Contact.objects.filter(merged_into=None).count() == 2

    def test_chains_are_flat(self) -> None:
        a, b, c = (make_contact(key) for key in ("A", "B", "C"))

        self.merge(b, a)
        self.merge(c, Contact.objects.get(pk=b.pk), AT_MS + 1)

        assert set(Contact.objects.filter(merged_into=c).values_list("key", flat=True)) == {"A", "B"}

    def test_an_earlier_merge_waits_until_the_later_is_undone(self) -> None:
        a, b, c = (make_contact(key) for key in ("A", "B", "C"))
        before = state()
        first = self.merge(b, a)
        second = self.merge(c, Contact.objects.get(pk=b.pk), AT_MS + 1)

        with pytest.raises(NotUndoable):
            undo_merge(first, now_ms=AT_MS + 2, actor_id=None)
        undo_merge(second, now_ms=AT_MS + 2, actor_id=None)
        undo_merge(first, now_ms=AT_MS + 3, actor_id=None)

        assert state() == before

    def test_one_cannot_be_merged_with_oneself_or_twice(self) -> None:
        a, b, c = (make_contact(key) for key in ("A", "B", "C"))
        self.merge(a, b)

        for winner, loser in ((a, a), (c, b), (b, c)):
            with pytest.raises(NotMergeable):
                self.merge(winner, loser)

    def test_consent_becomes_the_stricter_side_and_comes_back(self) -> None:
        winner, loser = make_contact("C1"), make_contact("C2")
        for contact, act in ((winner, "granted"), (loser, "withdrawn")):
            record_consent(
                contact, purpose="promotion", channel="any", act=act, at_ms=AT_MS - 9, now_ms=AT_MS - 9, actor_id=None,
                evidence="表单",
            )  # fmt: skip

        assert preview_merge(winner, loser, now_ms=AT_MS).loses_consent
        merge = self.merge(winner, loser)
        merged = list_contacts(Scope(True), Filters(consent="withdrawn")).count.n
        undo_merge(merge, now_ms=AT_MS + 1, actor_id=None)

        assert merged == 1
        assert list_contacts(Scope(True), Filters(consent="granted")).count.n == 1


KEYS = ("A", "B", "C")
WORLDS = st.fixed_dictionaries(
    {
        "tags": st.lists(st.tuples(st.sampled_from(KEYS), st.integers(0, 2), st.sampled_from(["person", "rule"]))),
        "edges": st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(["S1", "S2"])), max_size=4),
        "traits": st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(["city", "tea"]))),
        "stops": st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(["minor", "complaint"]))),
        "invited": st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=3),
        "merges": st.lists(st.permutations(KEYS).map(lambda keys: keys[:2]), min_size=1, max_size=3),
    }
)


class TestAnyWorld(TestCase):
    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    @given(WORLDS)
    def test_merging_and_undoing_leaves_everything_as_it_was(self, world: dict[str, Any]) -> None:
        contacts = _make(world)
        before, merges = state(), []

        for n, (winner, loser) in enumerate(world["merges"]):
            pair = [Contact.objects.get(pk=contacts[key].pk) for key in (winner, loser)]
            if all(each.merged_into_id is None for each in pair):
                merges.append(merge_contacts(*pair, reason="", now_ms=AT_MS + n, actor_id=None))
        merged = [Contact.objects.get(pk=contacts[key].pk) for key in KEYS]
        open_rows = [
            table._default_manager.filter(contact__merged_into__isnull=False, until_ms=None).count()
            for table in (PointOwner, StaffEdge, TagAssignment, Suppression)
        ]
        for merge in reversed(merges):
            undo_merge(merge, now_ms=AT_MS + 10, actor_id=None)

        assert open_rows == [0, 0, 0, 0]
        assert all(each.merged_into is None or each.merged_into.merged_into_id is None for each in merged)
        assert state() == before


def _make(world: dict[str, Any]) -> dict[str, Contact]:
    contacts = {key: make_contact(key) for key in KEYS}
    tags = [Tag.objects.get_or_create(dimension="interest", name=f"t{i}", created_ms=1)[0] for i in range(3)]
    for key, i, source in dict.fromkeys(world["tags"]):
        TagAssignment.objects.create(contact=contacts[key], tag=tags[i], source=source, from_ms=1)
    for key, trait in dict.fromkeys(world["traits"]):
        TraitValue.objects.create(contact=contacts[key], trait_key=trait, text=key, source="person", as_of_ms=1)
    for key, reason in world["stops"]:
        suppress(contacts[key], reason, now_ms=AT_MS - 1, actor_id=None)
    for key, other in world["invited"]:
        if key != other:
            Contact.objects.filter(pk=contacts[key].pk).update(inviter=contacts[other])
    for key, staff in dict.fromkeys(world["edges"]):
        point = contacts[key].points.get()
        employee, _ = Staff.objects.get_or_create(key=staff)
        StaffEdge.objects.create(staff=employee, point=point, contact=contacts[key], from_ms=1)
    return contacts
