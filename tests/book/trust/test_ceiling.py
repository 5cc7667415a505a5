"""What a silence alone says bounds T, and counts as evidence."""

from __future__ import annotations

import numpy as np
import pytest
from made_facts import made_facts

from guanxi.book.facts.contracts import NEVER
from guanxi.book.settings import AuditSettings
from guanxi.book.trust.link import NO_CEILING, learn_capped_link, learn_link
from guanxi.book.trust.reference import learn_reference
from guanxi.book.trust.sub_scores import compute_sub_scores

SETTINGS = AuditSettings()


def world(n: int = 8000, seed: int = 5):
    """Frequent buyers of whom a few have stopped: their score stays high, their silence is deep, nothing comes."""
    rng = np.random.default_rng(seed)
    frequency, stopped = rng.random(n), rng.random(n) < 0.06
    silence = np.where(stopped, rng.random(n) * 0.01, 0.3 + 0.7 * rng.random(n))
    potential = 0.5 + 4 * frequency
    came = np.where(stopped, 0, rng.poisson(0.9 * potential))
    return 0.6 + 0.4 * frequency, silence, came.astype(float), potential, np.arange(n), came, stopped


class TestCeiling:
    def test_who_has_stopped_is_not_trusted_for_having_been_frequent(self):
        score, silence, realised, potential, contacts, came, stopped = world()

        open_link = learn_link(score, realised, potential, contacts, came)
        capped = learn_capped_link(score, silence, realised, potential, contacts, came)

        assert open_link.trust(score[stopped], silence[stopped]).mean() > 0.7
        assert capped.trust(score[stopped], silence[stopped]).max() < 0.05
        assert capped.trust(score[~stopped], silence[~stopped]).mean() == pytest.approx(0.9, abs=0.03)

    def test_the_sum_of_what_came_is_kept(self):
        score, silence, realised, potential, contacts, came, _ = world()
        capped = learn_capped_link(score, silence, realised, potential, contacts, came)

        said = float((capped.trust(score, silence) * potential).sum())

        assert said == pytest.approx(realised.sum(), rel=0.02)

    def test_deeper_silence_never_raises_trust(self):
        score, silence, realised, potential, contacts, came, _ = world()
        capped = learn_capped_link(score, silence, realised, potential, contacts, came)

        deeper = np.linspace(1.0, 0.0, 200)
        for at in (0.6, 0.8, 1.0):
            assert (np.diff(capped.trust(np.full(200, at), deeper)) <= 0).all()

    def test_without_enough_orders_there_is_no_ceiling(self):
        score, silence, realised, potential, contacts, came, _ = (column[:100] for column in world())

        link = learn_capped_link(score, silence, realised, potential, contacts, came)

        assert not link.is_learnt and link.ceiling is NO_CEILING


class TestEvidence:
    def test_cycles_that_passed_in_silence_are_evidence(self):
        history = {"known_age": [700], "n_orders": [4], "first_order_age": [690], "first_act_age": [690]}
        lately = made_facts(1, **history, last_order_age=[600], last_act_age=[600])
        reference = learn_reference(lately, SETTINGS, cycle_days=30.0, tau_hours=24.0)

        def evidence(silent_days: int) -> float:
            facts = made_facts(1, **history, last_order_age=[600], last_act_age=[silent_days])
            return float(compute_sub_scores(facts, reference, SETTINGS).n_eff[0])

        assert evidence(29) == 0.0
        # Its own cycle is (90 + 30) / 4 days.
        assert [evidence(days) for days in (30, 90, 600)] == [1.0, 3.0, 20.0]

    def test_who_never_acted_is_silent_since_known(self):
        facts = made_facts(1, known_age=[130], last_act_age=[NEVER])
        reference = learn_reference(facts, SETTINGS, cycle_days=40.0, tau_hours=24.0)

        assert compute_sub_scores(facts, reference, SETTINGS).n_eff[0] == 3.0
