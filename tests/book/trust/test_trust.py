"""T as trust-economics §3 promises it: what raises it, what ends it, and what leaves it alone."""

from __future__ import annotations

import itertools
from dataclasses import fields

import numpy as np
import pytest
from brand import Brand
from crowd import SETTINGS, crowd, earliest_ms, facts_of_world, learner_of, model_of
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from worlds import AT_MS, connect, day, worlds

from guanxi.book.facts import Facts
from guanxi.book.facts.contracts import NEVER
from guanxi.book.trust.model import compute_score, compute_trust
from guanxi.book.trust.sub_scores import NAMES, NO_EVIDENCE, SubScores, compute_sub_scores
from guanxi.kit.clock import DAY_MS


def nothing_known() -> Facts:
    """Facts of one contact of whom nothing is on record but that it exists."""
    empty = {each.name: np.zeros(1, dtype=np.int64) for each in fields(Facts)}
    ages = {name: np.array([NEVER]) for name in empty if name.endswith("_age") and name != "known_age"}
    return Facts(**(empty | ages))


class TestSubScores:
    def test_no_evidence_gives_the_prior(self, brand: Brand):
        for model in brand.models():
            sub = compute_sub_scores(nothing_known(), model.trust.reference, SETTINGS)

            assert sub.scores[0].tolist() == NO_EVIDENCE.tolist()
            assert (sub.brake[0], sub.n_eff[0], bool(sub.broken[0])) == (1.0, 0.0, False)

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(world=worlds())
    def test_they_lie_between_0_and_1_whatever_happened(self, brand: Brand, world):
        trust = compute_trust(facts_of_world(*world, brand.model), brand.model.trust, SETTINGS)

        every = np.column_stack((trust.sub.scores, trust.sub.brake, trust.trust, trust.low, trust.high))
        assert np.all((every >= 0) & (every <= 1))
        assert np.all((trust.low <= trust.trust) & (trust.trust <= trust.high))

    def test_an_act_today_ends_the_silence(self, brand: Brand):
        rows = [day(300, 1, "order_paid", amount=900), day(250, 1, "order_paid", amount=900)]
        quiet = facts_of_world(rows, [], brand.model)
        spoke = facts_of_world([*rows, day(0.5, 1, "message_from_contact")], [], brand.model)

        before, after = (compute_sub_scores(f, brand.model.trust.reference, SETTINGS).scores[0] for f in (quiet, spoke))
        silence, frequency = NAMES.index("silence"), NAMES.index("frequency")
        assert after[silence] == 1.0 > before[silence]
        assert after[frequency] > before[frequency]


class TestWhatRaisesTrust:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_raising_any_sub_score_never_lowers_trust(self, brand: Brand, few_labels, data):
        model = data.draw(st.sampled_from((*brand.models(), few_labels)))
        facts, trust = brand.at(model)
        i = data.draw(st.integers(0, facts.n - 1))
        j = data.draw(st.integers(0, len(NAMES) - 1))
        better = data.draw(st.floats(float(trust.sub.scores[i, j]), 1.0))

        raised = trust.sub.scores.copy()
        raised[i, j] = better
        sub = SubScores(raised, trust.sub.brake, trust.sub.broken, trust.sub.n_eff)
        score = compute_score(facts, sub, model.trust.reference, model.trust.heads)[i]

        link = model.trust.link if facts.is_buyer[i] else model.trust.never_bought_link
        assert score >= trust.score[i]
        silence = NAMES.index("silence")
        before = link.trust(trust.score[i], trust.sub.scores[i, silence])
        assert link.trust(score, raised[i, silence]) >= before

    def test_the_models_under_test_are_isotonic_platt_and_stand_ins(self, brand: Brand, few_labels):
        def ways(model):
            return {(h.status, h.head.calibrated_by) for h in model.trust.heads if h.weight > 0}

        assert ("live", "isotonic") in ways(brand.model)
        assert ("live", "platt") in ways(few_labels)
        assert {status for status, _ in ways(brand.model_with_stand_ins)} == {"replaced_by_rfm"}

    @pytest.mark.parametrize("which", [0, 1])
    def test_it_never_rises_while_nothing_happens(self, brand: Brand, which):
        model = brand.models()[which]
        days = [*range(20), *range(20, 401, 20)]

        n_compared = 0
        seen = (brand.at(model, AT_MS + t * DAY_MS, AT_MS) for t in days)
        for (sooner, before), (_, after) in itertools.pairwise(seen):
            plain = (sooner.strain_w == 0) & (before.sub.scores >= NO_EVIDENCE).all(axis=1)
            # Integer weights leave no hair here: what is rounded is shrunk towards the prior by weights that fall.
            assert not np.any(plain & (after.trust > before.trust + 1e-9))
            n_compared += int(plain.sum())
        assert n_compared > 200

    def test_a_silent_buyer_is_trusted_as_much_as_one_who_chats(self, brand: Brand):
        orders = [day(age, 1, "order_paid", amount=9_000) for age in range(3, 400, 14)]
        alone = compute_trust(facts_of_world(orders, [], brand.model), brand.model.trust, SETTINGS)
        facts, everyone = brand.at(brand.model)

        assert alone.trust[0] >= 0.9
        assert alone.trust[0] >= np.median(everyone.trust[facts.is_buyer & (facts.last_message_age < 90)])

    def test_a_greeting_changes_the_trust_of_nobody(self, brand: Brand):
        facts, before = brand.at(brand.model)
        kinds = ("greeting_sent", "content_delivered")
        gives = [day(0.2, int(who), kind) for who in facts.contact_id for kind in kinds]

        greeted = facts_of_world([*brand.rows, *gives], brand.listed, brand.model)

        after = compute_trust(greeted, brand.model.trust, SETTINGS)
        assert np.array_equal(greeted.contact_id, facts.contact_id)
        assert np.array_equal(after.trust, before.trust)
        assert np.array_equal(after.contributions, before.contributions)
        assert np.all(greeted.n_give_180 == facts.n_give_180 + 2)


class TestWhatEndsTrust:
    def test_a_break_ends_it_at_once_and_a_restoration_lifts_it(self, brand: Brand):
        orders = [day(age, 1, "order_paid", amount=9_000) for age in range(3, 200, 14)]
        cut, back = day(2, 1, "contact_deleted_us"), day(1, 1, "contact_restored")

        def trust(*more):
            made = compute_trust(facts_of_world([*orders, *more], [], brand.model), brand.model.trust, SETTINGS)
            return made.trust[0], made.low[0], made.high[0]

        assert trust(cut) == (0.0, 0.0, 0.0)
        assert trust(cut, back) == trust() > (0.5, 0.0, 0.0)

    def test_a_complaint_takes_more_than_its_resolution_leaves(self, brand: Brand):
        orders = [day(age, 1, "order_paid", amount=9_000) for age in range(3, 200, 14)]
        filed, closed = day(2, 1, "complaint_filed"), day(1, 1, "complaint_resolved")

        def score(*more):
            facts = facts_of_world([*orders, *more], [], brand.model)
            return compute_trust(facts, brand.model.trust, SETTINGS).score[0]

        assert score(filed) < score(filed, closed) < score()
        assert score(filed) / score() == pytest.approx(np.exp(-(2 ** (-2 / 180))), abs=1e-6)
        assert score(filed, closed) / score() == pytest.approx(np.exp(-0.2 * 2 ** (-2 / 180)), abs=1e-6)


@pytest.fixture(scope="module")
def few_labels():
    """A model learnt from so few contacts that its heads are calibrated by Platt's sigmoid and g is the identity."""
    rows, listed = crowd(110, 2)
    with connect(rows, listed) as con:
        model = model_of(learner_of(con, earliest_ms(rows)))
    assert not model.trust.link.is_learnt
    return model


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), seed=st.integers(0, 1 << 30))
def test_trust_of_one_contact_does_not_depend_on_the_others(brand: Brand, world, seed):
    rows, listed = world
    assume(rows)
    some = rows[seed % len(rows)].contact
    mine = [row for row in rows if row.contact == some]
    known = [each for each in listed if each.contact == some]

    together = facts_of_world(rows, listed, brand.model)
    alone = facts_of_world(mine, known, brand.model)

    if alone.n:
        here = together.take(together.contact_id == some)
        first, second = (compute_trust(f, brand.model.trust, SETTINGS) for f in (here, alone))
        assert first.trust.tolist() == second.trust.tolist()
