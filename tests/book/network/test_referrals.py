"""Which invitation counts, and which order converts it."""

from __future__ import annotations

import numpy as np
from bonded_world import Bonded, bonded, buyer, world
from worlds import Happening, Known, day


def inviters(found: Bonded) -> dict[int, int]:
    """contact → inviter, of those who have one."""
    ids, rows = found.facts.contact_id, found.gathered.referrals.inviter
    return {int(ids[i]): int(ids[j]) for i, j in enumerate(rows) if j >= 0}


def converted(found: Bonded) -> set[int]:
    return set(found.facts.contact_id[found.gathered.referrals.converted].tolist())


def with_events(people: tuple[list[Happening], list[Known]], *more: Happening) -> Bonded:
    return bonded([*people[0], *more], people[1])


def test_the_list_of_contacts_and_events_both_name_inviters() -> None:
    people = world(buyer(1, 300, 290), buyer(2, 100, 95, inviter=1), buyer(3, 50, 40))

    found = with_events(people, day(50.5, 1, "referral_made", peer=3))

    assert inviters(found) == {2: 1, 3: 1}
    assert converted(found) == {2, 3}


def test_the_first_valid_inviter_is_the_one() -> None:
    people = world(buyer(1, 300), buyer(2, 300), buyer(3, 50, 40))

    found = with_events(people, day(51, 2, "referral_made", peer=3), day(50.2, 1, "referral_made", peer=3))

    assert inviters(found) == {3: 2}
    assert found.network.not_counted.later_inviter == 1


def test_oneself_machines_and_the_unknown_bring_nobody() -> None:
    people = world(buyer(1, 300), buyer(3, 50, 40))

    found = with_events(
        people,
        day(299, 1, "referral_made", peer=1),
        day(51, 1, "referral_made", peer=0),
        day(51, 1, "referral_made", peer=3, automated=True),
    )

    assert inviters(found) == {}
    assert found.network.not_counted.to_oneself == 1
    assert found.network.not_counted.to_nobody_known == 1


def test_somebody_who_was_already_there_is_not_brought() -> None:
    found = with_events(world(buyer(1, 300), buyer(3, 200)), day(51, 1, "referral_made", peer=3))

    assert inviters(found) == {}
    assert found.network.not_counted.already_there == 1


def test_a_ring_credits_nobody_twice() -> None:
    """Three who arrived in the same hour and invited one another: the latest invitation is dropped."""
    people = world(*(buyer(each, 100, 90) for each in (1, 2, 3)))

    found = with_events(
        people,
        day(100.3, 1, "referral_made", peer=2),
        day(100.2, 2, "referral_made", peer=3),
        day(100.1, 3, "referral_made", peer=1),
    )

    assert inviters(found) == {2: 1, 3: 2}
    assert found.network.not_counted.in_a_cycle == 1
    assert any(notice.code == "network.not_counted" for notice in found.network.notices)


def test_only_an_order_within_ninety_days_converts() -> None:
    people = world(buyer(1, 400), buyer(2, 300, 211, inviter=1), buyer(3, 300, 209, inviter=1), buyer(4, 20, inviter=1))

    found = bonded(*people)

    assert converted(found) == {2}
    assert found.network.conversion is not None
    assert found.network.conversion.n_waiting == 1


def test_an_order_that_was_paid_back_converts_nobody() -> None:
    people = world(buyer(1, 400), buyer(2, 300, 295, inviter=1))

    found = with_events(people, day(290, 2, "order_refunded", amount=-10_000))

    assert converted(found) == set()


def test_what_was_not_yet_is_not_known_at_an_earlier_moment() -> None:
    found = bonded(*world(buyer(1, 400), buyer(2, 300, inviter=1), buyer(3, 20, inviter=1)))
    then = found.gathered.inviters_of(np.array([1, 2]), found_at := int(found.gathered.referrals.invited_ms[1]))

    assert then is not None
    assert then.tolist() == [-1, 0]
    earlier = found.gathered.inviters_of(np.array([1, 2]), found_at - 1)
    assert earlier is not None
    assert earlier.tolist() == [-1, -1]
