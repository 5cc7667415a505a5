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


def codes(found: Bonded) -> dict[str, str]:
    return {notice.code: notice.en for notice in found.network.notices}


def test_nobody_invites_before_existing() -> None:
    """All name the newest contact; the day of grace holds for an inviter who was written down late."""
    old = [buyer(each, 300 + each, 290, inviter=99) for each in range(1, 6)]

    found = bonded(*world(*old, buyer(99, 10), buyer(50, 10.9, inviter=99), buyer(51, 5, inviter=99)))

    assert inviters(found) == {50: 99, 51: 99}
    assert found.network.not_counted.before_inviter == 5
    assert found.network.not_counted.already_there == 0
    assert "5 dated before the inviter was there" in codes(found)["network.not_counted"]
    assert [each.severe for each in found.network.notices if each.code == "network.not_counted"] == [True]


def test_what_an_inviter_did_before_it_was_listed_proves_that_it_was_there() -> None:
    people = world(buyer(1, 10), buyer(2, 100, 95, inviter=1))

    assert inviters(bonded(*people)) == {}
    assert inviters(with_events(people, day(150, 1, "content_shared"))) == {2: 1}


def test_an_inviter_without_any_date_is_not_judged() -> None:
    known = [Known(1, None, 200 * 86_400_000), Known(2, 100 * 86_400_000, 0, "", 1)]

    assert inviters(bonded([day(95, 2, "order_paid", amount=10_000)], known)) == {2: 1}


def test_an_inviter_that_is_no_contact_is_counted_and_said() -> None:
    """The key got an id at import, but no list and no event knows it."""
    people = world(buyer(1, 300), buyer(2, 100, inviter=1), buyer(3, 90, inviter=777), buyer(4, 80, inviter=778))

    found = bonded(*people)

    assert inviters(found) == {2: 1}
    assert found.network.not_counted.by_nobody_known == 2
    assert "2 whose inviter is no known contact" in codes(found)["network.not_counted"]
    assert "2 of 3 invited contacts were left out" in codes(found)["network.unknown_inviters"]
    assert next(each for each in found.network.notices if each.code == "network.unknown_inviters").severe


def test_inviters_of_whom_none_is_known_are_not_called_absent() -> None:
    found = bonded(*world(*(buyer(each, 100, inviter=700 + each) for each in range(1, 40))))

    assert found.network.density is None
    assert found.network.not_counted.by_nobody_known == 39
    said = codes(found)
    assert list(said) == ["network.nothing_counts", "network.not_counted", "network.unknown_inviters"]
    assert "contact_key" in said["network.unknown_inviters"]


def test_a_list_in_which_all_invite_themselves_is_counted() -> None:
    found = bonded(*world(*(buyer(each, 100, inviter=each) for each in range(1, 40))))

    assert found.network.not_counted.to_oneself == 39
    assert "39 invitations of oneself" in codes(found)["network.not_counted"]
    assert "network.unknown_inviters" not in codes(found)


def test_a_peer_that_is_no_contact_counts_as_nobody_known() -> None:
    found = with_events(world(buyer(1, 300), buyer(2, 200)), day(51, 1, "referral_made", peer=555))

    assert found.network.not_counted.to_nobody_known == 1
    assert codes(found)["network.not_counted"].endswith(": 1 that names no known contact as invited.")


def test_every_invitation_stands_or_is_counted_under_one_reason() -> None:
    people = world(
        buyer(1, 300), buyer(2, 100, inviter=1), buyer(3, 90, inviter=3), buyer(4, 80, inviter=900),
        buyer(5, 200, inviter=6), buyer(6, 70), buyer(7, 60, inviter=1),
    )  # fmt: skip

    found = with_events(
        people,
        day(60.2, 2, "referral_made", peer=7),
        day(50, 1, "referral_made", peer=6),
        day(50, 1, "referral_made", peer=0),
    )

    assert inviters(found) in ({2: 1, 7: 1}, {2: 1, 7: 2})
    ignored = found.network.not_counted
    assert (ignored.to_oneself, ignored.by_nobody_known, ignored.before_inviter) == (1, 1, 1)
    assert (ignored.already_there, ignored.later_inviter, ignored.to_nobody_known) == (1, 1, 1)
