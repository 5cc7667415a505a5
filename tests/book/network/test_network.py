"""The network of small worlds: exact figures, and sentences where there can be none."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from bonded_world import bonded, buyer, world
from made_facts import made_facts
from worlds import Happening, Known, day

from guanxi.book.facts.contracts import NEVER
from guanxi.book.network.density import measure_velocity
from guanxi.book.network.reading import Ties
from guanxi.kit.clock import DAY_MS


def codes(notices: tuple[object, ...]) -> set[str]:
    return {notice.code for notice in notices}  # type: ignore[attr-defined]


class TestDensity:
    def test_is_live_pairs_per_standing_contact(self) -> None:
        """Of six, one is gone. Live: 1–2 (seen twice), 2–3. Not: 1–4 (old), 1–6 (gone)."""
        people = world(*(buyer(each, 900) for each in range(1, 7)))
        bonds = [
            day(10, 1, "helped_peer", peer=2),
            day(300, 2, "content_shared", peer=1),
            day(364.5, 2, "helped_peer", peer=3),
            day(365.5, 1, "helped_peer", peer=4),
            day(20, 1, "helped_peer", peer=6),
            day(5, 6, "blocked"),
        ]

        found = bonded([*people[0], *bonds], people[1]).network

        assert (found.n_bonds, found.n_standing) == (2, 5)
        assert found.density is not None
        assert found.density.value == pytest.approx(2 / 5)
        assert found.clustering == 0

    def test_doubling_the_brand_leaves_density_and_clustering(self) -> None:
        def brand(copies: int) -> tuple[list[Happening], list[Known]]:
            events, known = world(*(buyer(each, 500) for each in range(1, 10 * copies + 1)))
            for k in range(copies):
                pairs = [*combinations((1, 2, 3), 2), (3, 4), (4, 5)]
                events += [day(30, a + 10 * k, "helped_peer", peer=b + 10 * k) for a, b in pairs]
            return events, known

        one, four = bonded(*brand(1)).network, bonded(*brand(4)).network

        assert one.density is not None
        assert four.density is not None
        assert one.density.value == four.density.value == pytest.approx(0.5)
        assert one.clustering == four.clustering == pytest.approx(3 / 6)


class TestVelocity:
    def test_counts_first_bonds_per_week_that_a_contact_stood(self) -> None:
        """Two contacts stood all 13 weeks and one came 6 to 7 days ago, half of that day counted; two new bonds."""
        people = world(buyer(1, 500), buyer(2, 500), buyer(3, 6))
        bonds = [
            day(200, 1, "helped_peer", peer=2),
            day(3, 1, "helped_peer", peer=2),
            day(3, 1, "helped_peer", peer=3),
            day(2, 2, "helped_peer", peer=3),
        ]

        found = bonded([*people[0], *bonds], people[1]).network

        assert found.velocity is not None
        assert found.velocity.value == pytest.approx(2 / (26 + 6.5 / 7))
        assert found.weeks[-1].n_bonds == 2
        assert found.weeks[-1].contact_weeks == pytest.approx(2 + 6.5 / 7)
        assert found.weeks[-2].contact_weeks == pytest.approx(2)

    def test_weeks_of_contacts_who_come_and_go_are_neither_too_many_nor_too_few(self) -> None:
        """Whole days of arrival made them too many by half a day each: 1 % here, ten times the error allowed."""
        rng, n, days = np.random.default_rng(5), 20_000, 91
        came = rng.random(n) * 2 * days
        gone = np.where(rng.random(n) < 0.3, rng.random(n) * came, 0.0)
        facts = made_facts(n, known_age=came, last_break_age=np.where(gone > 0, gone, NEVER), broken=gone > 0)
        none = np.zeros(0, dtype=np.int64)

        found = measure_velocity(Ties(none, none, none, none, none, none), facts, 10**12)

        stood = np.clip(came, 0, days) - np.clip(gone, 0, days)
        counted = sum(week.contact_weeks for week in found.weeks[-13:])
        assert counted == pytest.approx(stood.sum() / 7, rel=1e-3)

    def test_no_bond_in_many_weeks_is_not_known_to_be_none(self) -> None:
        """Garwood's limit for a count of 0 at 80 %: 2.303 per exposure, where groups would give 0."""
        people = world(*(buyer(each, 900) for each in range(1, 31)))

        found = bonded([*people[0], day(300, 1, "helped_peer", peer=2)], people[1]).network

        assert found.velocity is not None
        assert (found.velocity.value, found.velocity.low) == (0, 0)
        assert found.velocity.high == pytest.approx(-np.log(0.1) / (30 * 13))
        assert found.density is not None
        assert found.density.low < 1 / 30 < 3.88 / 30 <= found.density.high
        assert found.velocity_change is None

    def test_change_of_pace_has_an_interval_over_the_same_two_quarters(self) -> None:
        """40 bonds in the last 13 weeks and 20 in the 13 before them: twice as fast, and surely faster."""
        people = world(*(buyer(each, 900) for each in range(1, 201)))
        bonds = [day(1 + 2 * k, 1 + k, "helped_peer", peer=101 + k) for k in range(40)]
        bonds += [day(92 + 4 * k, 51 + k, "helped_peer", peer=151 + k) for k in range(20)]

        change = bonded([*people[0], *bonds], people[1]).network.velocity_change

        assert change is not None
        assert change.value == pytest.approx(2)
        # The logarithm of a ratio of Poisson counts has variance 1/40 + 1/20.
        assert np.log(change.high / change.low) / 2 / 1.2816 == pytest.approx((1 / 40 + 1 / 20) ** 0.5, rel=0.3)


class TestFlywheel:
    def test_r_of_a_brand_written_by_hand(self) -> None:
        """40 buyers of 70 weeks; ten of them brought a buyer in their third week: R = 1/4 at any age from there."""
        old = [buyer(each, 490, 489) for each in range(1, 41)]
        new = [buyer(100 + k, 475, 471, inviter=k) for k in range(1, 11)]

        found = bonded(*world(*old, *new)).network

        whole = found.reproduction[0]
        assert (whole.n_conversions, whole.weeks) == (10, 52)
        assert whole.value is not None
        assert whole.points[1].value == 0
        assert whole.points[1].high == pytest.approx(-np.log(0.1) / 50)
        assert whole.points[2].value == pytest.approx(10 / 50)
        assert whole.value.value == pytest.approx(10 / 50)
        assert whole.growth == "fading"

    def test_few_conversions_give_a_sentence_and_no_number(self) -> None:
        found = bonded(*world(*(buyer(k, 490, 489) for k in range(1, 41)), buyer(99, 300, 295, inviter=1))).network

        assert found.reproduction[0].value is None
        assert "1 of the 10 conversions" in found.reproduction[0].missing_en
        assert found.growth_option is None
        assert "network.growth" in codes(found.notices)

    def test_one_cohort_is_said_to_be_one(self) -> None:
        found = bonded(*world(*(buyer(k, 100, 99) for k in range(1, 41)), buyer(99, 98, 97, inviter=1))).network

        assert "network.single_cohort" in codes(found.notices)


class TestAdvocates:
    """A farm, a ring, a clique and an honest advocate with the same raw counts."""

    N = 500
    HONEST, BOSS = 1, 2

    @pytest.fixture
    def rows(self) -> tuple[list[Happening], list[Known]]:
        rng = np.random.default_rng(7)
        people = [buyer(self.HONEST, 900, 890, 700), buyer(self.BOSS, 900, 890, 700)]
        for k in range(self.N):
            since = float(rng.uniform(90, 850))
            people.append(buyer(1000 + k, since, since - 5, since - 40, inviter=self.HONEST))
            # Made up in one night for the reward: one tiny order each.
            people.append(buyer(5000 + k, 60 + k / 1000, 59.5, inviter=self.BOSS))
        people += [buyer(10 + k, 400, 395, 300) for k in range(3)]
        people += [buyer(20 + k, 400, 395, 300) for k in range(10)]
        others = [buyer(100 + k, 500, 495, 300) for k in range(30)]
        friends = [buyer(200 + k, 300, 295, 200, inviter=100 + k) for k in range(30)]
        events, known = world(*people, *others, *friends)
        ring = [(10 + k, 10 + (k + 1) % 3) for k in range(3)]
        clique = [(a, b) for a in range(20, 30) for b in range(20, 30) if a != b]
        for a, b in (ring + clique) * 5:
            since = float(rng.uniform(1, 390))
            events.append(day(since, a, "referral_made", peer=b))
            events.append(day(since - 0.5, a, "referral_converted", peer=b))
        return events, known

    def test_only_the_honest_one_is_at_the_top(self, rows: tuple[list[Happening], list[Known]]) -> None:
        found = bonded(*rows).network

        top = [each.contact_id for each in found.advocates]
        assert top[0] == self.HONEST
        assert self.BOSS not in top
        assert not {10, 11, 12, *range(20, 30)} & set(top)
        assert (found.advocates[0].n_invited, found.advocates[0].n_verified) == (self.N, self.N)
        assert found.advocates[0].is_enough
        assert not any(each.is_enough for each in found.advocates[1:])
        assert found.n_unverified_inviters == 1

    def test_a_burst_of_real_people_counts_within_the_cap(self) -> None:
        burst = [buyer(100 + k, 200 + k / 100, 195, 100, inviter=1) for k in range(40)]
        found = bonded(*world(buyer(1, 400), *burst)).network

        assert found.advocates[0].n_verified == 40
        assert found.advocates[0].n_counted == 5
        assert found.advocates[0].value == 5 * 10_000 // 2
        assert found.advocates[0].credit == 40 * 10_000 // 2

    def test_the_reasons_say_what_came_through_others(self) -> None:
        chain = world(buyer(1, 400), buyer(2, 300, 295, 200, inviter=1), buyer(3, 200, 195, 100, inviter=2))

        first, second = bonded(*chain).network.advocates

        assert (first.contact_id, first.value) == (1, 5_000 + 2_500)
        assert "¥25 of it through those whom they brought in turn" in first.en
        assert "来自他们再带来的人" in first.zh
        assert "in turn" not in second.en

    def test_one_rich_invitee_is_not_enough_evidence_for_a_rank(self) -> None:
        lucky = [buyer(10, 300, 295, 200, inviter=1)]
        steady = [buyer(20 + k, 300 - 40 * k, 290 - 40 * k, 280 - 40 * k, inviter=2) for k in range(5)]

        first, second = bonded(
            *world(buyer(1, 400), buyer(2, 400), *lucky, *steady), clv={10: 900_000}
        ).network.advocates

        assert (first.contact_id, first.is_enough, first.n_verified) == (2, True, 5)
        assert (second.contact_id, second.is_enough) == (1, False)
        assert second.value > first.value
        assert "Not enough evidence" in second.en and "证据不足" in second.zh

    def test_one_who_brought_everybody_is_seen_as_such(self) -> None:
        people = [buyer(10 + k, 300 - k, 295 - k, inviter=1 + (k >= 9)) for k in range(12)]

        found = bonded(*world(buyer(1, 400), buyer(2, 400), *people)).network.concentration

        assert found is not None
        assert (found.n_converted, found.n_inviters, found.n_top, found.n_first) == (12, 2, 1, 9)
        assert found.first_share == found.top_share == 9 / 12

    def test_who_is_gone_is_no_advocate(self) -> None:
        people = world(buyer(1, 400), buyer(2, 300, 295, 200, inviter=1))

        found = bonded([*people[0], day(5, 1, "blocked")], people[1]).network

        assert found.advocates == ()
        assert found.referral_credit == 0


class TestSources:
    def test_conversions_per_yuan_of_a_closed_year(self) -> None:
        """40 brought by advocates, half of them buyers, for 400 yuan; 40 by a store, a quarter, for 4,000."""
        advocates = [buyer(100 + k, 200, *((150,) if k % 2 else ()), inviter=1, channel="referral") for k in range(40)]
        staff = [buyer(200 + k, 200, *((150,) if k % 4 == 0 else ()), channel="store") for k in range(40)]
        people = [(Known(k.contact, k.acquired_age_ms, k.valid_from_age_ms, k.channel, 0, "S1"), e) for k, e in staff]

        found = bonded(
            *world(buyer(1, 600), *advocates, *people), costs=(("referral", 40_000), ("store", 400_000))
        ).network

        by = {each.source: each for each in found.sources}
        assert by["advocates"].per_yuan is not None
        assert by["advocates"].per_yuan.value == pytest.approx(20 / 400)
        assert by["channel"].channel == "store"
        assert by["channel"].per_yuan is not None
        assert by["channel"].per_yuan.value == pytest.approx(10 / 4000)
        assert by["staff"].n_contacts == 0

    def test_who_looks_after_a_contact_did_not_bring_it(self) -> None:
        """Advertising with staff named on every contact is the channel's, its own code is the staff member's."""

        def came(first: int, channel: str, staff: str) -> list[tuple[Known, list[Happening]]]:
            people = [buyer(first + k, 200, *((150,) if k % 2 else ()), channel=channel) for k in range(40)]
            return [
                (Known(k.contact, k.acquired_age_ms, k.valid_from_age_ms, k.channel, 0, staff), events)
                for k, events in people
            ]

        people = [*came(100, "ads", "S1"), *came(200, "S1", "S1"), *came(300, "", "S1"), *came(400, "", "")]
        people += [*came(500, "store", ""), buyer(2, 200, 150, inviter=1)]
        found = bonded(*world(buyer(1, 600), *people), costs=(("ads", 900_000), ("", 201_000)))

        by = {(each.source, each.channel): each for each in found.network.sources}
        heads = {source: each.n_contacts for source, each in by.items()}
        assert heads == {
            ("advocates", ""): 1,
            ("staff", ""): 80,
            ("channel", "ads"): 40,
            ("channel", "store"): 40,
            ("unrecorded", ""): 40,
        }
        # 202 contacts share the pool of all channels; the 9,000 yuan of advertising are the advertisement's alone.
        assert by["staff", ""].cost == pytest.approx(80 * 201_000 / 202, abs=80)
        assert by["channel", "ads"].cost == pytest.approx(900_000 + 40 * 201_000 / 202, abs=80)
        assert sum(each.cost or 0 for each in by.values()) <= 900_000 + 201_000

    def test_a_paid_channel_is_nobodys_own_code(self) -> None:
        """Where money was spent on a channel by name it stays the channel's, whatever the code is called."""
        people = [buyer(100 + k, 200, channel="S1") for k in range(40)]
        staffed = [(Known(k.contact, k.acquired_age_ms, k.valid_from_age_ms, "S1", 0, "S1"), e) for k, e in people]

        found = bonded(*world(buyer(1, 600), buyer(2, 200, inviter=1), *staffed), costs=(("S1", 90_000),)).network

        assert [(each.source, each.n_contacts) for each in found.sources] == [
            ("advocates", 1),
            ("staff", 0),
            ("channel", 40),
        ]

    def test_many_channels_are_told_together_and_nobody_is_lost(self) -> None:
        people = [buyer(100 + k, 200, channel=f"c{k % 20}") for k in range(60)]

        found = bonded(*world(buyer(1, 600), buyer(2, 200, inviter=1), *people)).network

        assert [each.source for each in found.sources].count("channel") == 12
        assert found.sources[-1].source == "other_channels"
        assert sum(each.n_contacts for each in found.sources) == 61

    def test_no_conversion_at_all_has_an_upper_limit(self) -> None:
        people = [buyer(100 + k, 200, inviter=1, channel="referral") for k in range(40)]

        (of_advocates, _) = bonded(*world(buyer(1, 600), *people), costs=(("referral", 40_000),)).network.sources

        assert of_advocates.per_yuan is not None
        assert (of_advocates.per_yuan.value, of_advocates.per_yuan.low) == (0, 0)
        assert of_advocates.per_yuan.high == pytest.approx(-np.log(0.1) / 400)

    def test_without_costs_there_is_a_sentence_and_no_ratio(self) -> None:
        advocates = [buyer(100 + k, 200, 150, inviter=1) for k in range(40)]

        of_advocates = bonded(*world(buyer(1, 600), *advocates)).network.sources[0]

        assert of_advocates.per_yuan is None
        assert "cost" in of_advocates.missing_en


class TestCircles:
    def test_shows_members_and_what_they_share(self) -> None:
        people = [buyer(each, 400, channel="club" if each <= 5 else "store") for each in range(1, 60)]
        events, known = world(*people)
        for a, b in combinations(range(1, 6), 2):
            events += [day(age, a, "helped_peer", peer=b) for age in (10, 40, 90, 200)]

        (circle,) = bonded(events, known).network.circles

        assert circle.members == tuple(f"key-{k}" for k in range(1, 6))
        assert circle.n_bonds == 10
        assert circle.stability >= 0.6
        assert (circle.shared[0].dimension, circle.shared[0].key, circle.shared[0].share) == ("channel", "club", 1.0)

    def test_three_of_four_at_a_usual_half_share_nothing_beyond_chance(self) -> None:
        """Chance alone gives 3 or 4 of 4 in 31 %; 4 of 4 at one in a hundred it does not."""
        names = {1: "rare", 2: "rare", 3: "rare", 4: "rare", 5: "half", 6: "half", 7: "half"}
        people = [
            buyer(each, 400, channel=names.get(each, "half" if each % 2 else f"c{each % 4}")) for each in range(1, 400)
        ]
        events, known = world(*people)
        for a, b in [*combinations((1, 2, 3, 4), 2), *combinations((5, 6, 7, 8), 2)]:
            events += [day(age, a, "helped_peer", peer=b) for age in (10, 40, 90, 200)]

        rare, half = sorted(bonded(events, known).network.circles, key=lambda circle: circle.member_ids)

        assert [trait.key for trait in rare.shared] == ["rare"]
        assert half.shared == ()


class TestNothingToSay:
    def test_no_bonds(self) -> None:
        found = bonded(*world(*(buyer(each, 300, 200) for each in range(1, 50)))).network

        assert codes(found.notices) == {"network.no_bonds"}
        assert found.density is found.velocity is found.conversion is found.referral_credit is None
        assert found.reproduction == found.advocates == found.circles == ()

    def test_bonds_but_no_referrals(self) -> None:
        people = world(buyer(1, 300), buyer(2, 300))

        found = bonded([*people[0], day(3, 1, "helped_peer", peer=2)], people[1]).network

        assert found.referral_credit is None
        assert found.density is not None
        assert "network.no_referrals" in codes(found.notices)

    def test_a_cycle_and_nothing_else(self) -> None:
        people = world(buyer(1, 100), buyer(2, 100))

        found = bonded(
            [*people[0], day(100.1, 1, "referral_made", peer=2), day(100.2, 2, "referral_made", peer=1)], people[1]
        ).network

        assert found.referral_credit == 5_000
        assert found.not_counted.in_a_cycle == 1

    def test_events_after_the_moment_change_nothing(self) -> None:
        people = world(buyer(1, 300, 200), buyer(2, 100, 90, inviter=1))
        later = [day(-3, 1, "helped_peer", peer=2), day(-4, 2, "order_paid", amount=900_000)]

        assert bonded([*people[0], *later], people[1]).network == bonded(*people).network


def test_the_same_world_gives_the_same_network_in_any_order_of_rows() -> None:
    people = [buyer(k, 300 - k, 290 - k, 100 - k, inviter=max(k - 3, 0)) for k in range(1, 40)]
    events, known = world(*people)
    events += [day(k + 0.5, k, "helped_peer", peer=k + 1) for k in range(1, 39)]
    shuffled = [events[i] for i in np.random.default_rng(1).permutation(len(events))]

    assert bonded(shuffled, known).network == bonded(events, known).network
    assert events[0].age_ms > DAY_MS
