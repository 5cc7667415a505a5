"""What was planted is in the data, within the error of sampling, and the truth is consistent with itself."""

from __future__ import annotations

import json
import math
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest
from simulated_world import World

from guanxi.simulator import names, simulate
from guanxi.simulator.brand import found_brand
from guanxi.simulator.options import Options
from guanxi.simulator.people import draw_traits
from guanxi.simulator.planted import plant
from guanxi.simulator.spend import draw_receipts, expected_receipt


class TestChannels:
    def test_cost_what_their_profile_says(self, world: World) -> None:
        sql = """SELECT channel, sum(amount_fen) / any_value(n) FROM costs
                 JOIN (SELECT channel, count(*) AS n FROM contacts GROUP BY 1) USING (channel)
                 WHERE category = 'acquisition' GROUP BY 1"""

        cac = dict(world.rows(sql))
        # Monthly noise of 8 % over 14 months of unequal size: about 3 % on the whole.
        assert cac == {c.name: pytest.approx(c.cac_fen, rel=0.12) for c in names.CHANNELS}

    def test_never_buyers_are_a_fifth_to_two_fifths_and_as_many_as_each_channel_has(self, world: World) -> None:
        sql = """SELECT channel, avg(never_buys::INT), count(*) FROM contacts_truth JOIN contacts USING (contact_key)
                 WHERE planted_part <> 'farm_fake' GROUP BY 1"""

        expected = {c.name: c.never_share for c in names.CHANNELS}
        for channel, share, n in world.rows(sql):
            p = expected[channel]
            assert share == pytest.approx(p, abs=4 * math.sqrt(p * (1 - p) / n))
        assert 0.2 < world.one("SELECT avg(never_buys::INT) FROM contacts_truth") < 0.4

    def test_one_is_toxic_and_one_is_prime(self, world: World) -> None:
        sql = """SELECT channel, avg(margin_to_date_fen) + avg(expected_margin_365_fen)
                 FROM contacts_truth JOIN contacts USING (contact_key) WHERE planted_part <> 'farm_fake' GROUP BY 1"""
        cac = {c.name: c.cac_fen for c in names.CHANNELS}

        roi = {channel: worth / cac[channel] for channel, worth in world.rows(sql)}
        assert min(roi, key=roi.__getitem__) == "抽奖裂变"
        assert roi["抽奖裂变"] < 0.9
        assert max(roi, key=roi.__getitem__) == "老客推荐"
        assert roi["老客推荐"] > 3


class TestOrders:
    def test_come_more_evenly_than_a_poisson_process(self, world: World) -> None:
        sql = """WITH gaps AS (SELECT contact_key, occurred_ms - lag(occurred_ms) OVER w AS gap FROM events
                   WHERE kind = 'order_paid' WINDOW w AS (PARTITION BY contact_key ORDER BY occurred_ms))
                 SELECT cycle_shape > 2.5, avg(ln(gap)), var_samp(ln(gap)), count(*) FROM (
                   SELECT contact_key, gap / avg(gap) OVER (PARTITION BY contact_key) AS gap,
                     count(gap) OVER (PARTITION BY contact_key) AS n FROM gaps WHERE gap > 0)
                 JOIN contacts_truth USING (contact_key) WHERE n >= 6 GROUP BY 1"""

        rows = {high: variance for high, _, variance, n in world.rows(sql) if n > 500}
        # Var(ln X) of an exponential is π²/6; gamma cycles of higher shape are more even.
        assert rows[True] < rows[False] < math.pi**2 / 6

    def test_peak_in_the_campaigns(self, world: World) -> None:
        sql = """SELECT strftime(make_timestamp(occurred_ms * 1000) + INTERVAL 8 HOUR, '%m-%d'), count(*)
                 FROM events WHERE kind = 'order_paid' AND occurred_ms > 1748707200000 GROUP BY 1"""

        n = dict(world.rows(sql))
        double_eleven = (n["11-10"] + n["11-11"]) / 2
        usual = np.mean([n[f"10-{day}"] for day in range(12, 32)])
        assert double_eleven > 2 * usual
        assert n["06-18"] > 1.5 * np.mean([n[f"07-{day:02d}"] for day in range(5, 25)])

    def test_have_a_heavy_tail(self, world: World) -> None:
        sql = """SELECT sum(amount_fen) FILTER (rank <= 0.01) / sum(amount_fen)
                 FROM (SELECT amount_fen, percent_rank() OVER (ORDER BY amount_fen DESC) AS rank
                       FROM events WHERE kind = 'order_paid')"""

        assert 0.04 < world.one(sql) < 0.3

    def test_expected_receipt_is_the_mean_of_drawn_ones(self) -> None:
        rng = np.random.default_rng(4)
        options = Options()
        brand = found_brand(200, 60, options, rng)
        traits = draw_traits(brand, 200, plant(200, 60, options, rng), rng)
        who = np.repeat(np.arange(200), 4000)
        lifted = rng.random(who.size) < 0.5

        receipts = draw_receipts(traits, who, lifted, rng)
        ratio = (receipts.amount - receipts.refund) / np.exp(traits.spend_log[who])
        expected = expected_receipt(traits, who, lifted) / np.exp(traits.spend_log[who])
        error = ratio.std() / math.sqrt(ratio.size)
        assert ratio.mean() == pytest.approx(expected.mean(), abs=4 * error)


class TestTrust:
    def test_more_of_it_means_more_margin_to_come(self, world: World) -> None:
        sql = """SELECT third, avg(expected_margin_91_fen) FROM (
                   SELECT ntile(3) OVER (ORDER BY trust) AS third, * FROM contacts_truth
                   WHERE is_alive AND NOT never_buys AND expected_margin_91_fen IS NOT NULL) GROUP BY 1 ORDER BY 1"""

        low, middle, high = (row[1] for row in world.rows(sql))
        assert 1.2 * low < middle < high / 1.2

    def test_the_toxic_channel_has_less_and_loses_more(self, world: World) -> None:
        sql = """SELECT channel = '抽奖裂变', avg(trust) FILTER (is_alive), avg(is_alive::INT) FROM contacts_truth
                 JOIN contacts USING (contact_key) WHERE channel IN ('抽奖裂变', '门店扫码') GROUP BY 1 ORDER BY 1"""

        (_, good_trust, good_alive), (_, bad_trust, bad_alive) = world.rows(sql)
        assert bad_trust < good_trust - 0.08
        assert bad_alive < good_alive - 0.15

    def test_is_zero_for_the_dead_and_strictly_inside_for_the_living(self, world: World) -> None:
        sql = """SELECT count(*) FILTER (NOT is_alive AND trust <> 0),
                   count(*) FILTER (is_alive AND (trust <= 0 OR trust >= 1)) FROM contacts_truth"""

        assert world.rows(sql) == [(0, 0)]


class TestMargins:
    @pytest.mark.parametrize("horizon", [28, 91, 365])
    def test_realised_ones_are_the_expected_ones_in_total(self, world: World, horizon: int) -> None:
        sql = f"""SELECT sum(realised_margin_{horizon}_fen), sum(expected_margin_{horizon}_fen),
                    sqrt(sum((realised_margin_{horizon}_fen - expected_margin_{horizon}_fen) ** 2))
                  FROM contacts_truth WHERE expected_margin_{horizon}_fen IS NOT NULL"""

        realised, expected, error = world.rows(sql)[0]
        assert realised == pytest.approx(expected, abs=4 * error)
        assert error < 0.12 * expected

    def test_expected_ones_grow_with_the_horizon_and_have_small_errors(self, world: World) -> None:
        sql = """SELECT count(*) FILTER (expected_margin_28_fen > expected_margin_91_fen + 1e-6
                          OR expected_margin_91_fen > expected_margin_365_fen + 1e-6),
                        sqrt(sum(expected_error_365_fen ** 2)) / sum(expected_margin_365_fen), count(*)
                 FROM contacts_truth WHERE expected_margin_365_fen IS NOT NULL"""

        wrong, relative_error, n = world.rows(sql)[0]
        assert wrong == 0
        assert relative_error < 0.02
        assert n == world.options.truth_sample

    def test_the_dead_and_the_never_buyers_have_none(self, world: World) -> None:
        sql = """SELECT max(greatest(expected_margin_365_fen, realised_margin_365_fen)) FROM contacts_truth
                 WHERE NOT is_alive OR never_buys"""

        assert world.one(sql) == 0

    def test_margin_to_date_is_that_of_the_exported_orders(self, world: World) -> None:
        exported = world.one("SELECT sum(amount_fen) FROM events WHERE kind IN ('order_paid', 'order_refunded')")
        true = world.one("SELECT sum(margin_to_date_fen) FROM contacts_truth")

        # Apart from what is received or refunded after the end.
        assert exported * world.options.margin_rate == pytest.approx(true, rel=0.02)


class TestPrograms:
    def test_arms_are_halves_and_their_truth_is_written(self, world: World) -> None:
        effects = json.loads((world.brand.path / "truth/effects.json").read_text(encoding="utf-8"))["programs"]
        arms = {
            (program, arm): n
            for program, arm, n in world.rows("SELECT program_id, arm, count(*) FROM assignments GROUP BY ALL")
        }

        assert [e["intensity_factor"] for e in effects] == list(world.options.program_factors)
        for effect in effects:
            n_treated, n_holdout = arms[effect["program_id"], "treated"], arms[effect["program_id"], "holdout"]
            assert (effect["n_treated"], effect["n_holdout"]) == (n_treated, n_holdout)
            assert abs(n_treated - n_holdout) < 4 * math.sqrt(n_treated + n_holdout)

    def test_the_holdout_gets_none_of_a_programs_touches(self, world: World) -> None:
        sql = """SELECT arm, count(*) FROM events JOIN assignments USING (contact_key, program_id) GROUP BY 1"""

        assert [arm for arm, _ in world.rows(sql)] == ["treated"]
        assert world.one("SELECT count(*) FROM events WHERE program_id <> '' AND cost_fen = 0") == 0

    @pytest.mark.parametrize("index", [0, 1, 2])
    def test_the_planted_effect_is_in_the_difference_of_the_arms(self, world: World, index: int) -> None:
        effect = json.loads((world.brand.path / "truth/effects.json").read_text(encoding="utf-8"))["programs"][index]
        difference, error = _orders_by_arm(world, effect["program_id"], effect["days"])

        holdout_rate = _holdout_rate(world, effect["program_id"], effect["days"])
        planted = (effect["intensity_factor"] - 1) * holdout_rate
        assert difference == pytest.approx(planted, abs=4 * error)
        # And where something was planted, the data lie nearer to it than to nothing.
        assert abs(difference - planted) <= abs(difference)

    def test_their_money_effect_has_the_sign_of_the_factor(self, world: World) -> None:
        effects = json.loads((world.brand.path / "truth/effects.json").read_text(encoding="utf-8"))["programs"]

        gain, nothing, loss = (e["effect_margin_per_contact_fen"] for e in effects)
        assert gain > 4 * effects[0]["effect_standard_error_fen"] > 0
        assert nothing == 0
        assert loss < -4 * effects[2]["effect_standard_error_fen"] < 0


ORDERS_PER_CONTACT = """
    SELECT arm, avg(n), var_samp(n) / count(*) FROM (
      SELECT a.contact_key, a.arm, count(e.contact_key) AS n FROM assignments a LEFT JOIN events e
        ON e.contact_key = a.contact_key AND e.kind = 'order_paid'
        AND e.occurred_ms >= a.assigned_ms AND e.occurred_ms < a.assigned_ms + {days} * 86400000::BIGINT
      WHERE a.program_id = '{program}' GROUP BY ALL) GROUP BY 1"""


def _orders_by_arm(world: World, program: str, days: int) -> tuple[float, float]:
    """Difference of mean orders, treated − holdout, and its standard error."""
    rows = {arm: (mean, var) for arm, mean, var in world.rows(ORDERS_PER_CONTACT.format(program=program, days=days))}
    difference = rows["treated"][0] - rows["holdout"][0]
    return difference, math.sqrt(rows["treated"][1] + rows["holdout"][1])


def _holdout_rate(world: World, program: str, days: int) -> float:
    rows = {arm: mean for arm, mean, _ in world.rows(ORDERS_PER_CONTACT.format(program=program, days=days))}
    return float(rows["holdout"])


class TestConfounding:
    def test_promotions_go_more_to_those_who_bought_lately(self, world: World) -> None:
        middle = world.brand.as_of_ms - 100 * 86_400_000
        sql = f"""SELECT bought, avg(asked) FROM (SELECT contact_key,
                    bool_or(kind = 'order_paid' AND day BETWEEN -30 AND 0) AS bought,
                    count(*) FILTER (kind = 'promotion_sent' AND day BETWEEN 0 AND 14) AS asked
                  FROM (SELECT contact_key, kind, (occurred_ms - {middle}) / 86400000 AS day, acquired_ms
                        FROM contacts JOIN events USING (contact_key))
                  WHERE acquired_ms < {middle} GROUP BY 1) GROUP BY 1 ORDER BY 1"""

        (_, others), (_, buyers) = world.rows(sql)
        assert buyers > 1.5 * others


class TestNetwork:
    def test_farms_have_a_boss_with_made_up_invitees_who_never_come_back(self, world: World) -> None:
        sql = """SELECT i.planted_part, count(*), max(n) FROM (
                   SELECT inviter_key, count(*) AS n FROM contacts WHERE contact_key IN (
                     SELECT contact_key FROM contacts_truth WHERE planted_part = 'farm_fake') GROUP BY 1) f
                 JOIN contacts_truth i ON i.contact_key = f.inviter_key GROUP BY 1"""
        fakes = world.one("SELECT count(*) FROM contacts_truth WHERE planted_part = 'farm_fake'")

        assert world.rows(sql) == [("farm_boss", 4, 19)]  # 2 % of 4,000 in farms of 20
        assert fakes == 4 * 19
        margin = "SELECT max(expected_margin_365_fen) FROM contacts_truth WHERE planted_part = 'farm_fake'"
        assert world.one(margin) == 0

    def test_ring_members_invite_one_another_in_a_circle_and_some_themselves(self, world: World) -> None:
        sql = """WITH r AS (SELECT DISTINCT e.contact_key AS a, e.peer_key AS b FROM events e
                   JOIN contacts_truth t USING (contact_key) WHERE t.planted_part = 'ring' AND e.peer_key <> ''
                     AND kind = 'referral_made')
                 SELECT (SELECT count(*) FROM r x JOIN r y ON y.a = x.b JOIN r z ON z.a = y.b AND z.b = x.a
                         WHERE x.a <> x.b AND y.a <> y.b AND z.a <> z.b), (SELECT count(*) FROM r WHERE a = b)"""

        in_circles, selves = world.rows(sql)[0]
        assert in_circles >= 3 * 7  # 13 rings were planted; some were too young or broke
        assert selves >= 2

    def test_circles_bond_among_themselves(self, world: World) -> None:
        sql = """SELECT count(*), count(*) FILTER (a.planted_part = 'circle' AND b.planted_part = 'circle')
                 FROM events e JOIN contacts_truth a ON a.contact_key = e.contact_key
                 JOIN contacts_truth b ON b.contact_key = e.peer_key
                 WHERE kind IN ('content_shared', 'helped_peer', 'group_buy_joined')"""

        n, inside = world.rows(sql)[0]
        assert n == inside > 50

    def test_honest_invitations_come_from_a_few_advocates_with_trust(self, world: World) -> None:
        sql = """SELECT avg(i.trust) FILTER (i.is_alive) - (SELECT avg(trust) FROM contacts_truth WHERE is_alive)
                 FROM contacts c JOIN contacts_truth i ON i.contact_key = c.inviter_key
                 WHERE i.planted_part NOT IN ('farm_boss', 'ring')"""

        assert world.one(sql) > 0.03


class TestTruthAtSeveralMoments:
    def test_margins_of_an_earlier_moment_are_what_followed_it(self, tmp_path: Path) -> None:
        options = Options(truth_weeks_before=(0, 4), n_continuations=20, truth_sample=300, future_days=91)
        simulate(300, 120, 8, tmp_path / "brand", options=options)
        sql = f"""SELECT max(abs(now.margin_to_date_fen - before.margin_to_date_fen - before.realised_margin_28_fen)),
                    count(*), sum(before.realised_margin_28_fen)
                  FROM '{tmp_path}/brand/truth/contacts_truth.parquet' now
                  JOIN '{tmp_path}/brand/truth/contacts_truth.parquet' before USING (contact_key)
                  WHERE now.as_of_ms - before.as_of_ms = 28 * 86400000::BIGINT"""

        row = duckdb.execute(sql).fetchone()
        assert row is not None
        worst, n, total = row
        assert worst == pytest.approx(0, abs=1e-6)
        assert n > 200
        assert total > 0

    def test_a_horizon_beyond_the_simulated_future_is_unknown_and_not_zero(self, tmp_path: Path) -> None:
        options = Options(n_continuations=20, truth_sample=100, future_days=91)
        simulate(100, 60, 8, tmp_path / "brand", options=options)
        truth = pq.read_table(tmp_path / "brand/truth/contacts_truth.parquet")

        for column in ("realised_margin_365_fen", "expected_margin_365_fen", "expected_error_365_fen"):
            assert truth[column].null_count == 100
        assert truth["realised_margin_91_fen"].null_count == truth["expected_margin_91_fen"].null_count == 0
