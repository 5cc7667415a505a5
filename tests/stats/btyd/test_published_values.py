"""CDNOW, calibration to 1997-09-30, times in weeks: what the papers print, and what we reproduce to more digits."""

from __future__ import annotations

import numpy as np
import pytest

from guanxi.stats import BetaGeoNBD, GammaGamma, ModifiedBetaGeoNBD, ParetoNBD


def assert_prints(model, printed: dict[str, str]) -> None:
    """Every parameter, rounded to as many decimals as the source prints, is what the source prints."""
    shown = {name: f"{model.params_[name]:.{len(text.split('.')[1])}f}" for name, text in printed.items()}
    assert shown == printed


class TestCdnowSample:
    """What the papers print comes from histories in exact days."""

    def test_is_the_data_set_of_the_papers(self, cdnow_sample):
        assert len(cdnow_sample.X) == 2357
        assert len(cdnow_sample.spend) == 946

    def test_bg_nbd_is_that_of_fader_hardie_lee_2005_table_2(self, cdnow_sample):
        model = BetaGeoNBD().fit(cdnow_sample.X)

        assert_prints(model, {"r": "0.243", "alpha": "4.414", "a": "0.793", "b": "2.426"})
        assert f"{model.log_likelihood_:.1f}" == "-9582.4"
        assert model.converged_ and not model.prior_used_

    def test_pareto_nbd_is_that_of_fader_hardie_lee_2005_table_2(self, cdnow_sample):
        model = ParetoNBD().fit(cdnow_sample.X)

        assert_prints(model, {"r": "0.553", "alpha": "10.578", "s": "0.606", "beta": "11.669"})
        assert f"{model.log_likelihood_:.1f}" == "-9595.0"

    def test_mbg_nbd_is_that_of_btydplus(self, cdnow_sample):
        model = ModifiedBetaGeoNBD().fit(cdnow_sample.X)

        assert_prints(model, {"r": "0.525", "alpha": "6.183", "a": "0.891", "b": "1.614"})

    def test_gamma_gamma_is_that_of_fader_hardie_2013(self, cdnow_sample):
        model = GammaGamma().fit(cdnow_sample.spend)

        assert_prints(model, {"p": "6.25", "q": "3.74", "v": "15.44"})

    def test_bg_nbd_expects_of_one_contact_what_the_excel_sheet_expects(self, cdnow_sample):
        # Fader & Hardie (2004), note 4: x = 2, t_x = 30.43, T = 38.86 → 1.226 purchases in 39 weeks.
        model = BetaGeoNBD().fit(cdnow_sample.X)

        assert f"{model.expected_purchases([[2, 30.43, 38.86]], 39)[0]:.3f}" == "1.226"

    def test_bg_nbd_expects_of_new_contacts_what_the_excel_sheet_expects(self, cdnow_sample):
        # Fader & Hardie (2004), note 4, sheet "E[X(t)]". The sheet cuts its hypergeometric series off: at 78 weeks it
        # prints 1.8576 where the series gives 1.8580 (see the comparison with mpmath).
        model = BetaGeoNBD().fit(cdnow_sample.X)
        printed = {0.1429: 0.0078, 1.0: 0.0532, 3.0: 0.1506, 31.8571: 1.0405, 32.0: 1.0437, 78.0: 1.8576}

        shown = {week: model.expected_purchases([[0, 0, 0]], week)[0] for week in printed}

        assert shown == pytest.approx(printed, abs=5e-4)


class TestCdnowSampleWithTwoDecimals:
    """More digits, reproduced from the table that is handed around (weeks with two decimals)."""

    @pytest.mark.parametrize(
        ("kind", "digits", "log_likelihood"),
        [
            (BetaGeoNBD, {"r": "0.24259", "alpha": "4.41353", "a": "0.79289", "b": "2.42575"}, "-9582.4256"),
            (ParetoNBD, {"r": "0.5533", "alpha": "10.5776", "s": "0.6062", "beta": "11.6679"}, "-9594.9739"),
            (ModifiedBetaGeoNBD, {"r": "0.5248", "alpha": "6.1830", "a": "0.8914", "b": "1.6140"}, "-9582.1327"),
        ],
    )
    def test_purchase_models(self, cdnow_rounded, kind, digits, log_likelihood):
        model = kind().fit(cdnow_rounded.X)

        assert_prints(model, digits)
        assert f"{model.log_likelihood_:.4f}" == log_likelihood

    def test_gamma_gamma(self, cdnow_rounded):
        model = GammaGamma().fit(cdnow_rounded.spend)

        assert_prints(model, {"p": "6.2488", "q": "3.7446", "v": "15.4477"})

    def test_pareto_nbd_expects_of_a_loyal_contact_what_was_reproduced(self, cdnow_rounded):
        model = ParetoNBD().fit(cdnow_rounded.X)

        assert f"{model.expected_purchases([[26, 30.86, 31]], 52)[0]:.4f}" == "25.4565"


class TestCdnowFull:
    """Our own figures: no paper prints the full set."""

    def test_bg_nbd(self, cdnow_full):
        model = BetaGeoNBD().fit(cdnow_full.X)

        assert len(cdnow_full.X) == 23570
        assert_prints(model, {"r": "0.251", "alpha": "4.765", "a": "0.746", "b": "2.216"})
        assert f"{model.log_likelihood_:.1f}" == "-95443.8"

    def test_mbg_nbd(self, cdnow_full):
        model = ModifiedBetaGeoNBD().fit(cdnow_full.X)

        assert_prints(model, {"r": "0.639", "alpha": "7.302", "a": "0.821", "b": "1.240"})
        assert f"{model.log_likelihood_:.1f}" == "-95410.1"

    def test_pareto_nbd(self, cdnow_full):
        model = ParetoNBD().fit(cdnow_full.X)

        assert_prints(model, {"r": "0.596", "alpha": "11.593", "s": "0.553", "beta": "9.676"})
        assert f"{model.log_likelihood_:.1f}" == "-95490.4"


class TestUnits:
    @pytest.mark.parametrize("kind", [BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD])
    def test_days_and_weeks_give_the_same_model(self, cdnow_sample, kind):
        weeks = kind().fit(cdnow_sample.X)
        days = kind().fit(cdnow_sample.X * [1, 7, 7])

        assert days.params_["alpha"] == pytest.approx(7 * weeks.params_["alpha"], rel=1e-6)
        assert days.params_["r"] == pytest.approx(weeks.params_["r"], rel=1e-6)
        np.testing.assert_allclose(
            days.expected_purchases(cdnow_sample.X * [1, 7, 7], 91),
            weeks.expected_purchases(cdnow_sample.X, 13),
            rtol=1e-6,
        )

    def test_fen_and_yuan_give_the_same_model(self, cdnow_sample):
        yuan = GammaGamma().fit(cdnow_sample.spend)
        fen = GammaGamma().fit(cdnow_sample.spend * [1, 100])

        assert fen.params_["v"] == pytest.approx(100 * yuan.params_["v"], rel=1e-6)
        assert fen.params_["p"] == pytest.approx(yuan.params_["p"], rel=1e-6)
