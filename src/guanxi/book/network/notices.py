"""What a reader must know before believing the network."""

from __future__ import annotations

from guanxi.book.contracts import Notice
from guanxi.book.network.advocates import MANY, Ranking
from guanxi.book.network.flywheel import Flywheel
from guanxi.book.network.ignored import ignored_invitations, unknown_inviters
from guanxi.book.network.referrals import Referrals
from guanxi.stats.graph import Circles


def network_notices(
    referrals: Referrals, flywheel: Flywheel, ranking: Ranking, circles: Circles, growth: Notice | None
) -> tuple[Notice, ...]:
    """Each sentence that applies, in the order of the page."""
    n_invited = int(referrals.is_invited.sum())
    found = (
        unknown_inviters(referrals.not_counted, n_invited),
        _no_referrals(referrals),
        ignored_invitations(referrals.not_counted, n_invited),
        _single_cohort(flywheel),
        _unverified(ranking),
        _unstable(circles),
        growth if referrals.has_any else None,
    )
    return tuple(notice for notice in found if notice is not None)


def _no_referrals(referrals: Referrals) -> Notice | None:
    if referrals.has_any:
        return None
    return Notice(
        "network.no_referrals",
        "There are bonds but no valid referrals in the data: R, advocates and referral credit are not shown.",
        "数据中有客户之间的联系，但没有有效的推荐：不显示 R、推荐人与推荐贡献。",
    )


def _single_cohort(flywheel: Flywheel) -> Notice | None:
    if len(flywheel.cohorts) != 1:
        return None
    name = flywheel.cohorts[0].cohort
    return Notice(
        "network.single_cohort",
        f"All buyers belong to one cohort ({name}): whether R rises or falls from cohort to cohort cannot be said yet.",
        f"所有买家都属于同一批次（{name}）：还无法判断 R 是否逐批上升或下降。",
    )


def _unverified(ranking: Ranking) -> Notice | None:
    n = ranking.n_unverified_inviters
    if not n:
        return None
    return Notice(
        "network.unverified_inviters",
        f"{n:,} {'contact' if n == 1 else 'contacts'} brought {MANY} or more people of whom none has ordered on two"
        " days: not ranked. Look before paying rewards.",
        f"{n:,} 位客户带来了 {MANY} 人或更多，却无人在两天下过单：不参与排名。发放奖励前请先核查。",
    )


def _unstable(circles: Circles) -> Notice | None:
    if circles.n or not circles.n_candidates:
        return None
    return Notice(
        "network.unstable_circles",
        f"{_groups(circles.n_candidates)}, but none stays together when the bonds are redrawn, so none is shown.",
        f"有 {circles.n_candidates} 组客户看似小圈子，但重抽联系后都不能保持在一起，因此不显示。",
    )


def _groups(n: int) -> str:
    return "1 group of contacts looks like a circle" if n == 1 else f"{n:,} groups of contacts look like circles"
