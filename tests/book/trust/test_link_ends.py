"""The ends of g stand for every score beyond them: they must not rest on a handful of contacts."""

from __future__ import annotations

import numpy as np

from guanxi.book.trust.link import learn_link


class TestEndsOfLink:
    def test_three_silent_contacts_do_not_give_everybody_below_them_no_trust(self):
        rng = np.random.default_rng(4)
        scores = np.concatenate(([0.190, 0.191, 0.192], rng.uniform(0.2, 0.9, 4000)))
        potential = np.full(len(scores), 0.5)
        came = rng.poisson(potential * (0.3 + 0.5 * scores)).astype(np.int64)
        came[:3] = 0

        link = learn_link(scores, came.astype(float), potential, np.arange(len(scores)), came)

        assert link.is_learnt
        # The lowest two per cent of the potential came true at some .4; 40 expected orders leave a wide margin.
        assert 0.2 < link.curve.predict(np.array([0.05]))[0] < 0.65
        assert len(link.curve.x) <= 50
