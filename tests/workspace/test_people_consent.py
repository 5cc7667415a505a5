"""What a record of consent means: rules over any record, and the operation that writes one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_people import AT_MS, make_contact

from guanxi.people.consent.rules import Entry, Part, state_of
from guanxi.people.contracts import Act, ConsentCode, Filters, Purpose, Scope
from guanxi.people.errors import BadConsent
from guanxi.people.models import Contact
from guanxi.people.operations import expire_consents, record_consent
from guanxi.people.queries import list_contacts

PROMOTION = Purpose.PROMOTION.value
ACTS = st.sampled_from(list(Act))
ENTRIES = st.lists(
    st.builds(
        Entry,
        contact_id=st.integers(1, 3),
        purpose=st.just(PROMOTION),
        channel=st.sampled_from(["any", "sms"]),
        act=ACTS,
        at_ms=st.integers(0, 20),
        valid_until_ms=st.none() | st.integers(0, 40),
    ),
    max_size=8,
)
PARTS = (Part(2, 10), Part(3, 12))


def state(entries: list[Entry], at_ms: int = 30, parts: tuple[Part, ...] = ()) -> ConsentCode:
    return state_of(entries, PROMOTION, "sms", at_ms, survivor=1, parts=parts)


def entry(act: Act, at_ms: int, contact_id: int = 1, valid_until_ms: int | None = None) -> Entry:
    return Entry(contact_id, PROMOTION, "any", act, at_ms, valid_until_ms)


class TestState:
    def test_absence_is_no(self) -> None:
        assert state([]) is ConsentCode.NEVER_ASKED

    @pytest.mark.parametrize(
        ("acts", "expected"),
        [
            ([(Act.GRANTED, 1)], ConsentCode.GRANTED),
            ([(Act.GRANTED, 1), (Act.WITHDRAWN, 2)], ConsentCode.WITHDRAWN),
            ([(Act.WITHDRAWN, 1), (Act.GRANTED, 2)], ConsentCode.GRANTED),
            ([(Act.GRANTED, 2), (Act.WITHDRAWN, 2)], ConsentCode.WITHDRAWN),
            ([(Act.GRANTED, 1), (Act.EXPIRED, 3)], ConsentCode.WITHDRAWN),
            ([(Act.GRANTED, 31)], ConsentCode.NEVER_ASKED),
        ],
    )
    def test_the_latest_act_wins_and_a_withdrawal_wins_a_tie(
        self, acts: list[tuple[Act, int]], expected: ConsentCode
    ) -> None:
        assert state([entry(act, at_ms) for act, at_ms in acts]) is expected

    def test_a_grant_ends_with_its_term(self) -> None:
        entries = [entry(Act.GRANTED, 1, valid_until_ms=20)]

        assert state(entries, at_ms=19) is ConsentCode.GRANTED
        assert state(entries, at_ms=20) is ConsentCode.WITHDRAWN

    @given(ENTRIES)
    def test_a_merge_allows_nothing_that_one_side_did_not_allow(self, entries: list[Entry]) -> None:
        before = [item for item in entries if item.at_ms < 10]
        sides = [state_of(before, PROMOTION, "sms", 30, survivor=each) for each in (1, 2, 3)]

        merged = state(before, parts=PARTS)

        assert (merged is ConsentCode.GRANTED) == all(side is ConsentCode.GRANTED for side in sides)
        assert (merged is ConsentCode.WITHDRAWN) == any(side is ConsentCode.WITHDRAWN for side in sides)

    @given(ENTRIES, ACTS)
    def test_what_the_person_says_after_the_merge_counts_for_all(self, entries: list[Entry], act: Act) -> None:
        merged = state([*entries, entry(act, 25)], parts=PARTS)

        expected = ConsentCode.GRANTED if act in (Act.GRANTED, Act.RENEWED) else ConsentCode.WITHDRAWN
        assert merged is expected

    @given(ENTRIES, st.randoms(use_true_random=False))
    def test_the_order_of_the_record_is_irrelevant(self, entries: list[Entry], chance: object) -> None:
        shuffled = list(entries)
        chance.shuffle(shuffled)  # type: ignore[attr-defined]

        assert state(shuffled, parts=PARTS) is state(entries, parts=PARTS)


@pytest.mark.django_db
class TestRecording:
    def record(self, contact: Contact, act: str, evidence: str = "门店表单", **more: int | None) -> None:
        at_ms = more.pop("at_ms", AT_MS)
        record_consent(
            contact,
            purpose=PROMOTION,
            channel="any",
            act=act,
            at_ms=at_ms or 0,
            now_ms=AT_MS,
            actor_id=None,
            evidence=evidence,
            **more,
        )

    def test_the_list_follows_the_record(self) -> None:
        contact = make_contact("C1")

        self.record(contact, "granted")

        granted = list_contacts(Scope(True), Filters(consent="granted"))
        assert [row.key for row in granted.rows] == ["C1"]
        assert granted.count.n == 1
        assert list_contacts(Scope(True), Filters(consent="never_asked")).count.n == 0

    @pytest.mark.parametrize("evidence", ["", "   ", "\0"])
    def test_a_grant_without_evidence_is_refused(self, evidence: str) -> None:
        with pytest.raises(BadConsent):
            self.record(make_contact("C1"), "granted", evidence)

    def test_a_withdrawal_needs_no_reason(self) -> None:
        contact = make_contact("C1")

        self.record(contact, "withdrawn", "")

        assert list_contacts(Scope(True), Filters(consent="withdrawn")).count.n == 1

    def test_an_act_in_the_future_is_refused(self) -> None:
        with pytest.raises(BadConsent):
            self.record(make_contact("C1"), "granted", at_ms=AT_MS + 1)

    def test_what_expires_leaves_the_list_of_the_granted(self) -> None:
        contact = make_contact("C1")
        self.record(contact, "granted", valid_until_ms=AT_MS + 5)

        n = expire_consents(AT_MS, AT_MS + 5)

        assert n == 1
        assert list_contacts(Scope(True), Filters(consent="granted")).count.n == 0
