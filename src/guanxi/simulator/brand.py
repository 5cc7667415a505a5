"""The brand itself: what all its contacts share. Drawn once, before any contact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from guanxi.kit.clock import DAY_MS, day_start_ms
from guanxi.simulator import names
from guanxi.simulator.arrays import FloatArray, IntArray
from guanxi.simulator.options import Options
from guanxi.simulator.seasons import Step, make_steps

ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Program:
    """A randomised program whose effect on purchase intensity is planted.

    Parameters
    ----------
    launch : day of observation on which arms are assigned.
    factor : on the purchase intensity of the treated until ``launch + days``.
    """

    program_id: str
    name: str
    launch: int
    days: int
    factor: float


@dataclass(frozen=True, slots=True)
class Brand:
    """Calendar, staff, shops, groups and programs.

    Parameters
    ----------
    n_days : of observation; day 0 is its first.
    day0_ms : first millisecond of day 0 in the brand's zone.
    n_observed : number of steps up to the end of observation.
    staff_shop, staff_care, staff_leaves, staff_heir : (n_staff,) shop of each, how well they look after people
        (1 is usual), day on which they leave (inf: never), and who takes their contacts over.
    group_shop : (n_groups,) shop of each chat group.
    """

    options: Options
    n_days: int
    day0_ms: int
    steps: tuple[Step, ...]
    n_observed: int
    shops: tuple[str, ...]
    staff: tuple[str, ...]
    staff_shop: IntArray
    staff_care: FloatArray
    staff_leaves: FloatArray
    staff_heir: IntArray
    groups: tuple[str, ...]
    group_shop: IntArray
    programs: tuple[Program, ...]

    @property
    def as_of_ms(self) -> int:
        """Last millisecond of the observation."""
        return self.day0_ms + self.n_days * DAY_MS - 1

    @property
    def observed(self) -> tuple[Step, ...]:
        """The steps whose events are exported."""
        return self.steps[: self.n_observed]

    @property
    def future(self) -> tuple[Step, ...]:
        """The steps beyond, which only the truth sees."""
        return self.steps[self.n_observed :]


def found_brand(n_contacts: int, n_days: int, options: Options, rng: np.random.Generator) -> Brand:
    """A brand of a size that suits ``n_contacts``."""
    first_day = options.observation_end - timedelta(days=n_days - 1)
    steps = make_steps(first_day, n_days, options.future_days)
    n_shops = min(len(names.CITIES), max(2, n_contacts // 4000))
    n_staff = min(600, max(2 * n_shops, n_contacts // 900))
    n_groups = min(4000, max(3, n_contacts // 250))
    staff_shop = np.arange(n_staff) % n_shops
    return Brand(
        options=options,
        n_days=n_days,
        day0_ms=day_start_ms(first_day, ZONE),
        steps=steps,
        n_observed=sum(step.start < n_days for step in steps),
        shops=tuple(f"{names.CITIES[i]}{names.STREETS[i]}店" for i in range(n_shops)),
        staff=_staff_names(n_staff, rng),
        staff_shop=staff_shop,
        staff_care=np.exp(rng.normal(0, 0.35, n_staff)),
        staff_leaves=_leaving_days(n_staff, n_shops, n_days, rng),
        # The next in the same shop; leavers are never next to one another (see _leaving_days).
        staff_heir=(np.arange(n_staff) + n_shops) % (n_staff - n_staff % n_shops),
        groups=tuple(f"{names.GROUP_THEMES[i % len(names.GROUP_THEMES)]}{i + 1:04d}" for i in range(n_groups)),
        group_shop=np.arange(n_groups) % n_shops,
        programs=_programs(n_days, options),
    )


def _staff_names(n: int, rng: np.random.Generator) -> tuple[str, ...]:
    surname = rng.integers(0, len(names.SURNAMES), n)
    given = rng.integers(0, len(names.GIVEN), n)
    return tuple(
        f"S{i + 1:04d}-{names.SURNAMES[a]}{names.GIVEN[b]}" for i, (a, b) in enumerate(zip(surname, given, strict=True))
    )


def _leaving_days(n_staff: int, n_shops: int, n_days: int, rng: np.random.Generator) -> FloatArray:
    """Inf for those who stay; only every second rank of a shop may leave, so that an heir always stays."""
    rank = np.arange(n_staff) // n_shops
    full_ranks = n_staff // n_shops
    leaves = (rank % 2 == 1) & (rank < full_ranks) & (rng.random(n_staff) < 0.3)
    if full_ranks >= 2:
        leaves[n_shops] = True  # at least one take-over, so that small brands have one to look at
    return np.where(leaves, n_days * rng.uniform(0.35, 0.9, n_staff), np.inf)


def _programs(n_days: int, options: Options) -> tuple[Program, ...]:
    """Launches on week boundaries, one after another, all ended by the end of observation."""
    launches = [n_days - (k + 1) * (options.program_days + 14) for k in range(len(options.program_factors))]
    return tuple(
        Program(f"P{k + 1:02d}", names.PROGRAMS[k % len(names.PROGRAMS)], day, options.program_days, factor)
        for k, (day, factor) in enumerate(zip(reversed(launches), options.program_factors, strict=True))
        if day >= n_days // 5
    )
