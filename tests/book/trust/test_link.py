"""g: the share of the potential that came true, learnt where there is enough of it."""

from __future__ import annotations

import numpy as np
import pytest
from brand import Brand
from crowd import SETTINGS
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.book.trust.link import IDENTITY, learn_link
from guanxi.book.trust.model import compute_score
from guanxi.book.trust.sub_scores import compute_sub_scores
from guanxi.book.value import potential_orders
from guanxi.stats.calibration import fit_isotonic


def windows(n: int, seed: int, *, share=lambda s: 0.2 + 0.6 * s):
    """Scores, orders that came, orders expected given alive, ids: orders come as the share of the potential says."""
    rng = np.random.default_rng(seed)
    scores = rng.beta(2, 2, n)
    potential = rng.gamma(2.0, 0.6, n)
    came = rng.poisson(potential * share(scores))
    return scores, came.astype(float), potential, np.arange(n), came


class TestWhereItIsLearnt:
    def test_it_finds_the_share_that_was_planted(self):
        link = learn_link(*windows(20_000, 1))

        assert link.is_learnt
        grid = np.linspace(0.1, 0.9, 9)
        assert np.abs(link.curve.predict(grid) - (0.2 + 0.6 * grid)).max() < 0.05

    @settings(max_examples=30, deadline=None)
    @given(seed=st.integers(0, 1 << 30), high=st.floats(0.1, 3.0))
    def test_it_rises_from_0_to_1_at_most(self, seed, high):
        link = learn_link(*windows(600, seed, share=lambda s: high * (1 - s)))

        shown = link.curve.predict(np.linspace(-1, 2, 301))
        assert np.all((shown >= 0) & (shown <= 1))
        assert np.all(np.diff(shown) >= 0)

    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_what_it_promises_is_what_came(self, seed):
        scores, came, potential, contacts, counted = windows(4000, seed)

        link = learn_link(scores, came, potential, contacts, counted)

        promised = (link.curve.predict(scores) * potential).sum()
        # Lines between the pools instead of steps move the total by a fraction of a percent.
        assert promised == pytest.approx(came.sum(), rel=0.01)

    def test_on_the_learning_windows_of_a_brand_it_promises_what_came(self, brand: Brand):
        learner, model = brand.learner, brand.model
        rows = []
        for window in learner.windows:
            facts = window.facts
            sub = compute_sub_scores(facts, learner.reference, SETTINGS)
            score = compute_score(facts, sub, learner.reference, model.trust.heads)
            rows.append((score, potential_orders(learner.value, facts, window.window_days), window.outcomes.n_orders))
        score, potential, came = (np.concatenate(column) for column in zip(*rows, strict=True))
        score, potential, came = score[potential > 0], potential[potential > 0], came[potential > 0]

        trust = model.trust.link.curve.predict(score)
        # T is a share: where more came than the purchase model thought possible, the excess is not promised.
        unclipped = fit_isotonic(score, came / potential, potential, high=np.inf).predict(score)
        excess = (np.maximum(unclipped - 1, 0) * potential).sum()
        assert model.trust.link.is_learnt
        assert (trust * potential).sum() + excess == pytest.approx(came.sum(), rel=0.02)


class TestWhereItIsNot:
    @pytest.mark.parametrize(
        ("n", "repeated", "per_contact", "is_learnt"),
        [(199, 1, 3, False), (200, 1, 3, True), (60, 4, 3, False), (200, 4, 3, True), (400, 1, 0, False)],
        ids=["199 contacts", "200 contacts", "60 in four windows", "200 in four windows", "no order"],
    )
    def test_below_200_contacts_or_orders_it_is_the_identity(self, n, repeated, per_contact, is_learnt):
        contacts = np.tile(np.arange(n), repeated)
        scores = np.linspace(0, 1, len(contacts))
        came = np.full(len(contacts), per_contact)

        link = learn_link(scores, came.astype(float), np.ones(len(contacts)), contacts, came)

        assert link.is_learnt is is_learnt
        assert (link.curve is IDENTITY) is not is_learnt
        assert link.n_contacts == n

    def test_the_identity_leaves_a_score_what_it_is(self):
        scores = np.linspace(0, 1, 11)

        assert np.array_equal(IDENTITY.predict(scores), scores)

    def test_who_has_no_potential_teaches_nothing(self):
        scores, came, potential, contacts, counted = windows(600, 4)
        dead = np.arange(600) % 2 == 0

        link = learn_link(scores, came, np.where(dead, 0.0, potential), contacts, counted)
        alive = learn_link(scores[~dead], came[~dead], potential[~dead], contacts[~dead], counted[~dead])

        assert np.array_equal(link.curve.y, alive.curve.y)
        assert link.n_contacts == 300

    def test_200_conversions_are_asked_of_those_who_never_bought(self, brand: Brand):
        link = brand.model.trust.never_bought_link

        assert not link.is_learnt
        assert link.n_orders < 200
