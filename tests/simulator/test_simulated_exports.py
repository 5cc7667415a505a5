"""The exports: nothing after their last day, nothing that cannot have been, and dirt in the stated shares."""

from __future__ import annotations

import pytest
import yaml
from simulated_world import World

from guanxi.lake.kinds import BY_CODE, Role
from guanxi.simulator.tables import EVENTS

CONTACT_SIDE = ", ".join(
    f"'{kind.code}'"
    for kind in BY_CODE.values()
    if kind.role in {Role.ACT, Role.BOND, Role.STRAIN} and kind.code != "referral_converted"
)


class TestNothingAfterTheLastDay:
    @pytest.mark.parametrize(
        "latest",
        [
            "SELECT max(occurred_ms) FROM raw_events",
            "SELECT max(received_ms) FROM raw_events",
            "SELECT max(acquired_ms) FROM contacts",
            "SELECT max(kept_ms) FROM promises",
            "SELECT max(promised_ms) FROM promises",
            "SELECT max(valid_until_ms) FROM staff_edges",
            "SELECT max(death_ms) FROM contacts_truth",
            "SELECT max(period_until_ms) - 1 FROM costs",
        ],
    )
    def test_is_in_any_table(self, world: World, latest: str) -> None:
        assert world.one(latest) <= world.brand.as_of_ms

    def test_and_the_last_day_itself_is_there(self, world: World) -> None:
        assert world.one("SELECT max(occurred_ms) FROM raw_events") > world.brand.as_of_ms - 86_400_000

    def test_nor_before_the_first(self, world: World) -> None:
        first_ms = world.brand.as_of_ms + 1 - world.brand.n_days * 86_400_000

        assert world.one("SELECT min(occurred_ms) FROM raw_events") >= first_ms
        assert world.one("SELECT min(period_from_ms) FROM costs") == first_ms


class TestConservation:
    def test_columns_are_those_of_the_events_preset(self, world: World) -> None:
        assert [row[0] for row in world.rows("DESCRIBE raw_events")] == EVENTS.names

    def test_everybody_has_a_name_a_city_and_a_taste(self, world: World) -> None:
        nameless = """
            SELECT count(*) FROM contacts
            WHERE NOT json_valid(properties) OR json_keys(properties) <> ['city', 'taste', 'name']
               OR length(json_extract_string(properties, '$.name')) NOT BETWEEN 2 AND 3"""

        assert world.one(nameless) == 0
        assert world.one("SELECT count(DISTINCT properties ->> '$.name') FROM contacts") > 500

    def test_every_kind_is_known(self, world: World) -> None:
        kinds = {row[0] for row in world.rows("SELECT DISTINCT kind FROM events")}

        assert kinds <= set(BY_CODE)
        assert len(kinds) >= 38

    def test_every_peer_and_inviter_is_a_contact(self, world: World) -> None:
        strangers = """
            SELECT count(*) FROM (
              SELECT peer_key AS key FROM events UNION ALL SELECT inviter_key FROM contacts
              UNION ALL SELECT contact_key FROM promises UNION ALL SELECT contact_key FROM staff_edges)
            WHERE key <> '' AND key NOT IN (SELECT contact_key FROM contacts)"""

        assert world.one(strangers) == 0
        assert world.one("SELECT count(*) FROM events WHERE peer_key <> ''") > 500

    def test_an_inviter_was_there_before(self, world: World) -> None:
        sql = """SELECT count(*), count(*) FILTER (i.acquired_ms < c.acquired_ms)
                 FROM contacts c JOIN contacts i ON i.contact_key = c.inviter_key"""

        n, before = world.rows(sql)[0]
        assert n == before > 200

    def test_refunds_never_exceed_what_was_paid(self, world: World) -> None:
        sql = """SELECT count(*) FROM (SELECT contact_key,
                   sum(amount_fen) FILTER (kind = 'order_paid') AS paid,
                   coalesce(sum(-amount_fen) FILTER (kind = 'order_refunded'), 0) AS refunded
                 FROM events GROUP BY ALL) WHERE refunded > coalesce(paid, 0)"""

        assert world.one(sql) == 0
        assert world.one("SELECT count(*) FROM events WHERE kind = 'order_refunded' AND amount_fen < 0") > 100

    def test_only_orders_and_refunds_have_an_amount(self, world: World) -> None:
        wrong = """SELECT count(*) FROM events WHERE (amount_fen > 0) <> (kind = 'order_paid')
                   OR (amount_fen < 0) <> (kind = 'order_refunded')"""

        assert world.one(wrong) == 0

    def test_nobody_acts_before_being_added(self, world: World) -> None:
        assert (
            world.one("SELECT count(*) FROM events e JOIN contacts USING (contact_key) WHERE occurred_ms < acquired_ms")
            == 0
        )

    def test_nobody_acts_after_death(self, world: World) -> None:
        sql = f"""SELECT count(*) FROM events JOIN contacts_truth USING (contact_key)
                  WHERE occurred_ms > death_ms AND NOT automated AND kind IN ({CONTACT_SIDE})"""

        assert world.one(sql) == 0

    def test_the_brand_goes_on_writing_to_the_silently_lost_and_to_nobody_who_deleted_it(self, world: World) -> None:
        sql = """SELECT was_deleted, count(*) FROM events JOIN contacts_truth USING (contact_key)
                 WHERE occurred_ms > death_ms AND kind = 'content_delivered' GROUP BY 1"""

        assert dict(world.rows(sql)) == {False: pytest.approx(7_000, rel=0.9)}

    def test_a_deletion_is_written_exactly_for_the_deleted(self, world: World) -> None:
        told = {r[0] for r in world.rows("SELECT contact_key FROM events WHERE kind = 'contact_deleted_us'")}
        true = {r[0] for r in world.rows("SELECT contact_key FROM contacts_truth WHERE was_deleted")}

        assert told <= true
        assert len(told) > 0.95 * len(true) > 200

    def test_one_staff_member_at_a_time_looks_after_a_contact(self, world: World) -> None:
        overlaps = """SELECT count(*) FROM staff_edges a JOIN staff_edges b USING (contact_key)
                      WHERE a.staff_id < b.staff_id AND a.valid_from_ms < coalesce(b.valid_until_ms, 9e18)
                        AND b.valid_from_ms < coalesce(a.valid_until_ms, 9e18)"""
        current = """SELECT count(*) FROM staff_edges JOIN contacts c USING (contact_key)
                     WHERE valid_until_ms IS NULL AND staff_edges.staff_id <> c.staff_id"""

        assert world.one(overlaps) == 0
        assert world.one(current) == 0
        assert world.one("SELECT count(*) - count(DISTINCT contact_key) FROM staff_edges") > 50  # take-overs

    def test_promises_are_kept_by_their_due_day_or_not_at_all(self, world: World) -> None:
        sql = """SELECT count(*), count(*) FILTER (kept_ms < promised_ms OR kept_ms > due_ms),
                   avg((kept_ms IS NOT NULL)::INT) FILTER (due_ms <= (SELECT max(kept_ms) FROM promises))
                 FROM promises"""

        n, wrong, kept = world.rows(sql)[0]
        assert n > 200
        assert wrong == 0
        assert kept == pytest.approx(0.88, abs=4 * (0.88 * 0.12 / n) ** 0.5)


class TestDirt:
    def test_copies_are_exact_and_as_many_as_stated(self, world: World) -> None:
        n_raw, n = world.one("SELECT count(*) FROM raw_events"), world.one("SELECT count(*) FROM events")

        assert world.one("SELECT count(DISTINCT source_event_id) FROM raw_events") == n
        assert (n_raw - n) / n == pytest.approx(world.options.duplicate_share, rel=0.25)

    def test_late_rows_come_days_late(self, world: World) -> None:
        share, least = world.rows(
            """SELECT avg((late_ms > 0)::INT), min(late_ms) FILTER (late_ms > 0)
               FROM (SELECT received_ms - occurred_ms AS late_ms FROM events WHERE kind <> 'order_refunded')"""
        )[0]

        assert share == pytest.approx(world.options.late_share, rel=0.1)
        assert least >= 43_200_000

    def test_machines_click_within_seconds_of_a_promotion(self, world: World) -> None:
        sql = """SELECT count(*), count(*) FILTER (wait BETWEEN 0 AND 6000) FROM (
                   SELECT e.occurred_ms - max(p.occurred_ms) AS wait FROM events e JOIN raw_events p
                   ON p.contact_key = e.contact_key AND p.kind = 'promotion_sent' AND p.occurred_ms <= e.occurred_ms
                   WHERE e.automated GROUP BY e.source_event_id, e.occurred_ms)"""
        promotions = world.one("SELECT count(*) FROM events WHERE kind = 'promotion_sent'")

        n, soon = world.rows(sql)[0]
        assert n / promotions == pytest.approx(world.options.automated_share, rel=0.25)
        assert soon > 0.95 * n  # the others' promotion came in late

    def test_only_clicks_are_automated(self, world: World) -> None:
        assert world.rows("SELECT DISTINCT kind FROM events WHERE automated") == [("link_clicked",)]


class TestSettings:
    def test_say_what_the_books_need(self, world: World) -> None:
        settings = yaml.safe_load((world.brand.path / "guanxi.yaml").read_text(encoding="utf-8"))

        assert settings["margin_rate"] == world.options.margin_rate
        assert settings["zone"] == "Asia/Shanghai"
        assert settings["currency"] == "CNY"

    def test_and_that_the_truth_is_not_to_be_read(self, world: World) -> None:
        settings = yaml.safe_load((world.brand.path / "guanxi.yaml").read_text(encoding="utf-8"))

        assert settings["files"] == {"truth/*": {"ignore": True}}
