"""What the lake says of its sources, for the data-quality page."""

from __future__ import annotations

from pathlib import Path

from guanxi.book.contracts import Notice, Quality, QuarantineReason, SourceFile
from guanxi.lake.engine import Lake, Session
from guanxi.lake.importing.quarantine import write_quarantine_csv

KINDS_SQL = """
-- Grain: one row per kind that occurs.
SELECT kind, count(*) AS n, min(occurred_ms), max(occurred_ms) FROM events JOIN kinds USING (kind_id)
GROUP BY kind ORDER BY n DESC, kind
"""

REASONS_SQL = """
-- Grain: one row per reason for quarantine.
SELECT code, count(*) AS n, any_value(reason_en), any_value(reason_zh),
       min_by(source_file || ' : ' || row_number, row_number)
FROM read_parquet($files) GROUP BY code ORDER BY n DESC, code
"""

MISSING: tuple[tuple[str, frozenset[str], str, str], ...] = (
    (
        "missing.acts",
        frozenset({"message_from_contact", "reply"}),
        "No messages from contacts: talking is not measured, and listening cannot be judged.",
        "没有客户消息：无法衡量交流，也无法判断品牌是否在倾听。",
    ),
    (
        "missing.asks",
        frozenset({"promotion_sent", "survey_sent", "referral_asked", "renewal_asked"}),
        "No asks (promotions, surveys): response and latency stay at their prior of ½.",
        "没有推送与请求记录：响应与速度两项取先验值 ½。",
    ),
    (
        "missing.gives",
        frozenset(
            {"content_delivered", "service_rendered", "benefit_granted", "problem_solved", "greeting_sent",
             "early_access_granted"}
        ),
        "No gives (content, service, benefits): the give:ask balance is not shown.",
        "没有给予记录（内容、服务、权益）：不显示给予与请求之比。",
    ),
    (
        "missing.strains",
        frozenset({"complaint_filed", "refund_disputed", "message_muted", "group_left", "review_negative"}),
        "No complaints, disputes or mutings: the brake of trust never acts.",
        "没有投诉、纠纷或免打扰记录：信任的“刹车”不会起作用。",
    ),
    (
        "missing.breaks",
        frozenset({"contact_deleted_us", "unsubscribed", "blocked", "erased"}),
        "No deletions or unsubscriptions: broken relationships are seen only as silence.",
        "没有删除或退订记录：断开的关系只能表现为沉默。",
    ),
    (
        "missing.bonds",
        frozenset({"referral_made", "referral_converted", "content_shared", "helped_peer", "group_buy_joined"}),
        "No referrals or sharing: referral value and advocates are not shown.",
        "没有转介绍与分享记录：不显示转介绍价值与推荐人。",
    ),
)  # fmt: skip
"""What may be absent, the kinds that would show it, and what therefore is not shown."""


def read_quality(lake: Lake, session: Session) -> Quality:
    """Files as they were understood, refused rows by reason, and what the data lacks.

    Events are those of the session (nothing after its ``as_of``); files and refusals are the lake's, whatever the date.
    """
    rows = session.con.execute(KINDS_SQL).fetchall()
    entries = lake.imports()
    reasons = _reasons(lake, session)
    return Quality(
        files=tuple(_source_file(file) for entry in entries for file in entry.source_files),
        reasons=reasons,
        n_quarantined=sum(reason.n for reason in reasons),
        earliest_ms=min((row[2] for row in rows), default=None),
        latest_ms=max((row[3] for row in rows), default=None),
        n_events_by_kind={row[0]: row[1] for row in rows},
        missing=_missing({row[0] for row in rows}, session),
    )


def write_quarantine(lake: Lake, target: Path) -> int:
    """All refused rows as CSV for people; no file and 0 when nothing was refused."""
    paths = list(lake.quarantine_files())
    return write_quarantine_csv(paths, target) if paths else 0


def _reasons(lake: Lake, session: Session) -> tuple[QuarantineReason, ...]:
    paths = [str(path) for path in lake.quarantine_files()]
    if not paths:
        return ()
    found = session.con.execute(REASONS_SQL, {"files": paths}).fetchall()
    return tuple(QuarantineReason(code, n, en, zh, where) for code, n, en, zh, where in found)


def _source_file(stored: dict[str, object]) -> SourceFile:
    """From the fields of ``SourceFileInfo`` as the catalogue keeps them."""
    said = dict(stored)
    said["n_published"] = said.pop("n_staged")
    return SourceFile(**said)  # type: ignore[arg-type]  # JSON of a dataclass with the same names


def _missing(kinds: set[str], session: Session) -> tuple[Notice, ...]:
    found = [Notice(code, en, zh) for code, wanted, en, zh in MISSING if not kinds & wanted]
    for table, en, zh in (
        ("costs", "No table of costs: acquisition cost and pools of maintenance are not known.",
         "没有成本表：获客成本与维系成本池未知。"),
        ("promises", "No table of promises: what is owed to contacts is not known.",
         "没有承诺表：对客户尚欠的权益未知。"),
    ):  # fmt: skip
        (n,) = session.con.execute(f"SELECT count(*) FROM {table}").fetchall()[0]
        if not n:
            found.append(Notice(f"missing.{table}", en, zh))
    return tuple(found)
