"""What the models accept, and how they refuse what cannot be a purchase history."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from guanxi.kit.errors import GuanxiError
from guanxi.stats import BetaGeoNBD, GammaGamma, ModifiedBetaGeoNBD, ParetoNBD
from guanxi.stats.btyd import NotFittedError, PurchaseDataError, PurchaseModelError

PURCHASE_MODELS = (BetaGeoNBD, ModifiedBetaGeoNBD, ParetoNBD)
GOOD = [[2, 10.0, 30.0], [0, 0.0, 25.0], [1, 4.0, 4.0]]


def refusal(call) -> PurchaseModelError:
    with pytest.raises(PurchaseModelError) as caught:
        call()
    assert isinstance(caught.value, GuanxiError | ValueError)
    assert caught.value.zh and caught.value.en
    return caught.value


class TestAcceptedShapes:
    @pytest.mark.parametrize(
        "shaped",
        [
            lambda X: X.tolist(),
            lambda X: pd.DataFrame(X, columns=["frequency", "recency", "T"]),
            lambda X: pd.DataFrame(X, columns=["frequency", "recency", "T"])[["T", "frequency", "recency"]],
            lambda X: pd.DataFrame({"contact": "x", "T_obs": X[:, 2], "recency": X[:, 1], "frequency": X[:, 0]}),
            lambda X: dict(zip(("frequency", "recency", "T"), X.T, strict=True)),
            lambda X: np.rec.fromarrays(X.T, names="frequency,recency,T"),
            pd.DataFrame,
        ],
        ids=[
            "lists",
            "frame",
            "frame in another order",
            "frame with more columns",
            "mapping",
            "records",
            "nameless frame",
        ],
    )
    def test_every_shape_gives_the_same_figures(self, shaped):
        model = BetaGeoNBD.from_params({"r": 0.2, "alpha": 4.0, "a": 0.8, "b": 2.4})
        X = np.array(GOOD)

        np.testing.assert_array_equal(model.expected_purchases(shaped(X), 9.0), model.expected_purchases(X, 9.0))

    def test_gamma_gamma_reads_columns_by_name(self):
        model = GammaGamma.from_params({"p": 6.0, "q": 3.7, "v": 15.0})
        frame = pd.DataFrame({"monetary_value": [30.0, 0.0], "frequency": [2, 0]})

        np.testing.assert_array_equal(model.expected_value(frame), model.expected_value([[2, 30.0], [0, np.nan]]))

    @pytest.mark.parametrize("kind", PURCHASE_MODELS)
    def test_scoring_nobody_gives_nothing(self, kind):
        model = kind.from_params(dict.fromkeys(kind.symbols, 1.0))
        nobody = np.empty((0, 3))

        assert model.expected_purchases(nobody, 52.0).shape == (0,)
        assert model.probability_alive(nobody).shape == (0,)
        assert model.log_likelihood_per_contact(nobody).shape == (0,)

    def test_the_constructor_only_stores(self):
        model = ModifiedBetaGeoNBD(max_iter=7, tol=1e-3)

        assert (model.max_iter, model.tol) == (7, 1e-3)
        assert not hasattr(model, "params_")

    def test_fit_returns_the_model_and_leaves_its_input_alone(self, cdnow_sample):
        X = cdnow_sample.X.copy()
        model = BetaGeoNBD()

        assert model.fit(X) is model
        np.testing.assert_array_equal(X, cdnow_sample.X)

    @pytest.mark.parametrize("kind", PURCHASE_MODELS)
    def test_a_stored_model_scores_and_errs_as_the_fitted_one(self, kind, cdnow_sample):
        fitted = kind().fit(cdnow_sample.X)

        stored = kind.from_params(fitted.params_, covariance=fitted.covariance_)

        assert stored.standard_errors_ == pytest.approx(fitted.standard_errors_)
        np.testing.assert_allclose(
            stored.expected_purchases(cdnow_sample.X, 39.0), fitted.expected_purchases(cdnow_sample.X, 39.0), rtol=1e-13
        )


class TestRefusals:
    @pytest.mark.parametrize(
        ("row", "column", "reason"),
        [
            ([np.nan, 1.0, 2.0], "frequency", "missing"),
            ([1, np.nan, 2.0], "recency", "missing"),
            ([1, 1.0, np.inf], "T", "infinite"),
            ([-1, 1.0, 2.0], "frequency", "negative"),
            ([1, -1.0, 2.0], "recency", "negative"),
            ([0, 0.0, -2.0], "T", "negative"),
            ([1.5, 1.0, 2.0], "frequency", "whole"),
            ([1, 3.0, 2.0], "recency", "after the end of observation"),
            ([0, 1.0, 2.0], "recency", "frequency is 0"),
            ([1e9, 1.0, 2.0], "frequency", "above 10,000,000"),
        ],
    )
    @pytest.mark.parametrize("kind", PURCHASE_MODELS)
    def test_name_the_column_and_count_the_rows(self, kind, row, column, reason):
        error = refusal(lambda: kind().fit([*GOOD, row, row]))

        assert isinstance(error, PurchaseDataError)
        assert f"Column {column} " in error.en and f"列 {column} " in error.zh
        assert reason in error.en
        assert "2 of 5 rows (first: row 3)" in error.en
        assert error.fields == {"column": column, "n_rows": 2}

    @pytest.mark.parametrize("kind", PURCHASE_MODELS)
    def test_an_empty_table_is_refused_in_words(self, kind):
        assert "0 histories" in refusal(lambda: kind().fit(np.empty((0, 3)))).en

    @pytest.mark.parametrize(
        "X", [[1, 2, 3], [[1, 2]], np.zeros((2, 3, 1)), pd.DataFrame({"frequency": [1], "T": [2]})]
    )
    def test_a_wrong_shape_names_the_columns_wanted(self, X):
        assert "frequency, recency, T" in refusal(lambda: BetaGeoNBD().fit(X)).en

    def test_text_is_refused(self):
        assert "not a number" in refusal(lambda: BetaGeoNBD().fit([["two", "10", "30"]])).en

    @pytest.mark.parametrize(
        ("weight", "reason"),
        [
            ([1.0], "one weight for each row"),
            ([1, -1, 1], "negative"),
            ([1, np.nan, 1], "missing"),
            ([0, 0, 0], "0 in all"),
        ],
    )
    def test_weights_must_be_weights(self, weight, reason):
        assert reason in refusal(lambda: BetaGeoNBD().fit(GOOD, sample_weight=weight)).en

    @pytest.mark.parametrize(
        "arguments", [{"horizon": -1.0}, {"horizon": np.nan}, {"horizon": 1.0, "discount_rate": -0.1}]
    )
    def test_a_horizon_lies_ahead(self, arguments):
        model = BetaGeoNBD.from_params(dict.fromkeys(BetaGeoNBD.symbols, 1.0))

        assert "finite number >= 0" in refusal(lambda: model.expected_purchases(GOOD, **arguments)).en

    def test_gamma_gamma_needs_somebody_who_came_back(self):
        assert "no contact with a repeat purchase" in refusal(lambda: GammaGamma().fit([[0, 0.0], [0, 5.0]])).en

    @pytest.mark.parametrize("spend", [0.0, -3.0])
    def test_gamma_gamma_needs_spends_above_zero(self, spend):
        error = refusal(lambda: GammaGamma().fit([[2, 30.0], [1, spend]]))

        assert "Column monetary_value" in error.en and "1 of 2 rows" in error.en

    @pytest.mark.parametrize("kind", [*PURCHASE_MODELS, GammaGamma])
    def test_a_model_that_was_not_fitted_says_so(self, kind):
        X = [[1, 5.0]] if kind is GammaGamma else GOOD

        with pytest.raises(NotFittedError, match="has not been fitted"):
            kind().log_likelihood_per_contact(X)

    @pytest.mark.parametrize("params", [{"r": 1.0}, {"r": 1.0, "alpha": 1.0, "a": 0.0, "b": 1.0}])
    def test_parameters_must_be_complete_and_positive(self, params):
        assert "r, alpha, a, b" in refusal(lambda: BetaGeoNBD.from_params(params)).en

    def test_a_variance_needs_a_covariance(self):
        model = BetaGeoNBD.from_params(dict.fromkeys(BetaGeoNBD.symbols, 1.0))

        with pytest.raises(NotFittedError, match="covariance"):
            model.delta_variance(lambda at: at.expected_purchases(GOOD, 52.0).sum())
