"""Which invitations credit nobody and why, in sentences: nothing that was exported vanishes without a word."""

from __future__ import annotations

from guanxi.book.contracts import Notice
from guanxi.book.contracts.network import NotCounted

SEVERE_SHARE = 0.05
"""Above this share of the inviters named, unknown ones make R and credit of another brand than this."""

REASONS: tuple[tuple[str, str, str, str], ...] = (
    ("to_oneself", "{n} invitation of oneself", "{n} invitations of oneself", "邀请自己 {n} 次"),
    (
        "already_there",
        "{n} of somebody who was already there",
        "{n} of somebody who was already there",
        "邀请已在册的客户 {n} 次",
    ),
    (
        "before_inviter",
        "{n} dated before the inviter was there",
        "{n} dated before the inviter was there",
        "早于邀请人自己出现的 {n} 次",
    ),
    ("later_inviter", "{n} after an earlier inviter", "{n} after an earlier inviter", "此前已有邀请人的 {n} 次"),
    (
        "in_a_cycle",
        "{n} that would close a circle of inviters",
        "{n} that would close a circle of inviters",
        "会使邀请关系成环的 {n} 次",
    ),
    (
        "to_nobody_known",
        "{n} that names no known contact as invited",
        "{n} that name no known contact as invited",
        "未写明被邀请人、或被邀请人不在册的 {n} 次",
    ),
    (
        "by_nobody_known",
        "{n} whose inviter is no known contact",
        "{n} whose inviter is no known contact",
        "邀请人不在册的 {n} 次",
    ),
)
"""Field, English for one and for more, Chinese; in the order of the sentence."""


def ignored_invitations(ignored: NotCounted, n_invited: int = 0) -> Notice | None:
    """Every reason that applies with its number; ``None`` where all invitations count.

    Severe where invitations that cannot have been (of oneself, before the inviter was there, in a circle) are many
    beside the ``n_invited`` that count: then the columns, or their dates, are not what they seem.
    """
    told = [(getattr(ignored, name), one, more, zh) for name, one, more, zh in REASONS]
    told = [each for each in told if each[0]]
    if not told:
        return None
    impossible = ignored.to_oneself + ignored.before_inviter + ignored.in_a_cycle
    en = "; ".join((one if n == 1 else more).format(n=f"{n:,}") for n, one, more, _ in told)
    return Notice(
        "network.not_counted",
        f"Not counted as referrals: {en}.",
        f"不计为推荐：{'，'.join(zh.format(n=f'{n:,}') for n, _, _, zh in told)}。",
        impossible > SEVERE_SHARE * (impossible + n_invited),
    )


def unknown_inviters(ignored: NotCounted, n_invited: int) -> Notice | None:
    """What to check where inviters match nobody; severe where they are many beside the ``n_invited`` that count."""
    n = ignored.by_nobody_known
    if not n:
        return None
    was_en, their_en = ("was", "its inviter") if n == 1 else ("were", "their inviters")
    return Notice(
        "network.unknown_inviters",
        f"{n:,} of {n + n_invited:,} invited contacts {was_en} left out: {their_en} could not be found among the"
        " contacts, so R, advocates and referral credit leave them out too. Check that the column of inviters"
        " (inviter_key) holds the same kind of key as the column of contacts (contact_key), and that the inviters"
        " themselves were exported.",
        f"{n + n_invited:,} 位被邀请客户中有 {n:,} 位未能计入：其邀请人在客户中查无此人，"
        "R、推荐人与推荐贡献因此都不含他们。请检查邀请人一列与客户一列是否使用同一种编号，以及邀请人本身是否已导出。",
        n > SEVERE_SHARE * (n + n_invited),
    )
