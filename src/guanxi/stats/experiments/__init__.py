"""Experiments: who is in which arm, what the difference is, and when it may be believed. Arrays in, arrays out."""

from guanxi.stats.experiments.bucketing import (
    N_BUCKETS,
    UNIVERSAL,
    Coefficients,
    Holdout,
    assign_arms,
    bucket_sql,
    compute_buckets,
    is_held_out,
)
from guanxi.stats.experiments.cluster import ClusterDifference, compare_clustered
from guanxi.stats.experiments.comparison import Comparison, Units, compare_arms, watch_arms
from guanxi.stats.experiments.confidence_sequence import Boundary
from guanxi.stats.experiments.differences import (
    Difference,
    difference_in_differences,
    difference_in_means,
    differences_by_period,
    pre_trend,
)
from guanxi.stats.experiments.power import minimum_detectable_effect, units_needed
from guanxi.stats.experiments.sample_ratio import SampleRatio, check_sample_ratio
from guanxi.stats.experiments.winsor import winsorise

__all__ = [
    "N_BUCKETS",
    "UNIVERSAL",
    "Boundary",
    "ClusterDifference",
    "Coefficients",
    "Comparison",
    "Difference",
    "Holdout",
    "SampleRatio",
    "Units",
    "assign_arms",
    "bucket_sql",
    "check_sample_ratio",
    "compare_arms",
    "compare_clustered",
    "compute_buckets",
    "difference_in_differences",
    "difference_in_means",
    "differences_by_period",
    "is_held_out",
    "minimum_detectable_effect",
    "pre_trend",
    "units_needed",
    "watch_arms",
    "winsorise",
]
