"""What the lake says of its sources, for the data-quality page."""

from __future__ import annotations

import tempfile
from pathlib import Path

from guanxi.book.contracts import Notice, Quality, QuarantineReason, SourceFile
from guanxi.facade.readings import Reading, latest_readings
from guanxi.kit.errors import NotEnoughData
from guanxi.lake.engine import Lake, Session, make_refused_view
from guanxi.lake.importing.quarantine import write_quarantine_csv
from guanxi.lake.staged import QUARANTINE

KINDS_SQL = """
-- Grain: one row per kind that occurs.
SELECT kind, count(*) AS n, min(occurred_ms), max(occurred_ms) FROM events JOIN kinds USING (kind_id)
GROUP BY kind ORDER BY n DESC, kind
"""

REASONS_SQL = """
-- Grain: one row per sentence that says why rows were refused; of each code the commonest ones, the rest together.
WITH said AS (
  SELECT code, reason_en, reason_zh, count(*) AS n, min_by(source_file || ' : ' || row_number, row_number) AS example
  FROM refused GROUP BY ALL
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY code ORDER BY n DESC, reason_en) <= $most AS is_common FROM said
)
SELECT code, sum(n)::BIGINT AS n,
  CASE WHEN is_common THEN reason_en ELSE $rest_en END, CASE WHEN is_common THEN reason_zh ELSE $rest_zh END,
  min(example)
FROM ranked GROUP BY code, is_common, 3, 4 ORDER BY n DESC, code, 3
"""
MOST_SENTENCES = 8
REST = ("Other values, for the same reason.", "其他值，原因相同。")
"""Sentences name a column or a word: of the ones that share a code, this many are told apart."""

MISSING: tuple[tuple[str, frozenset[str], str, str], ...] = (
    (
        "missing.orders",
        frozenset({"order_paid"}),
        "No orders: what contacts are worth cannot be estimated.",
        "没有订单：无法估计客户的价值。",
    ),
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
    reasons = _reasons(session)
    return Quality(
        files=tuple(_source_file(reading) for reading in latest_readings(lake.imports())),
        reasons=reasons,
        n_quarantined=sum(reason.n for reason in reasons),
        earliest_ms=min((row[2] for row in rows), default=None),
        latest_ms=max((row[3] for row in rows), default=None),
        n_events_by_kind={row[0]: row[1] for row in rows},
        missing=_missing({row[0] for row in rows}, session),
    )


def nothing_to_audit(lake: Lake) -> NotEnoughData:
    """The refusal of a lake without events: nothing came, or nothing that came could be read."""
    with lake.session(as_of_ms=0) as session:
        reasons = _reasons(session)
    if not reasons:
        return NotEnoughData(
            "The data holds no event, so there is nothing to date the audit by. Add orders or events, or name a "
            "closing date (--as-of on the command line).",
            "数据中没有任何事件，无法确定审计日期。请补充订单或事件，或指定截至日期（命令行用 --as-of）。",
        )
    n_refused, first = sum(reason.n for reason in reasons), reasons[0]
    n_rows = sum(int(reading.file["n_rows"]) for reading in latest_readings(lake.imports()))
    return NotEnoughData(
        f"There is nothing to audit: {n_refused:,} of {n_rows:,} rows were set aside and no event is left. The "
        f"commonest reason ({first.n:,} rows, for example {first.example}): {first.en}",
        f"没有可审计的事件：{n_rows:,} 行中有 {n_refused:,} 行被隔离。"
        f"最常见的原因（{first.n:,} 行，例如 {first.example}）：{first.zh}",
    )


def write_quarantine(lake: Lake, target: Path) -> int:
    """The refused rows that stand, as CSV for people; no file (an earlier one goes) and 0 when there are none."""
    with lake.session(as_of_ms=0) as session, tempfile.TemporaryDirectory(prefix="guanxi-") as folder:
        make_refused_view(session)
        rows = Path(folder) / "refused.parquet"
        session.con.sql(f"SELECT {', '.join(QUARANTINE)} FROM refused ORDER BY ALL").write_parquet(str(rows))
        n_rows = write_quarantine_csv(rows, target)
    if not n_rows:
        target.unlink()
    return n_rows


def _reasons(session: Session) -> tuple[QuarantineReason, ...]:
    make_refused_view(session)
    bound = {"most": MOST_SENTENCES, "rest_en": REST[0], "rest_zh": REST[1]}
    found = session.con.execute(REASONS_SQL, bound).fetchall()
    return tuple(QuarantineReason(code, n, en, zh, where) for code, n, en, zh, where in found)


def _source_file(reading: Reading) -> SourceFile:
    """From the fields of ``SourceFileInfo`` as the catalogue keeps them, and how often the file was read."""
    said = dict(reading.file)
    said["n_published"] = said.pop("n_staged")
    if reading.n_imports > 1:
        said["note_en"] = f"{said['note_en']} Read in {reading.n_imports} imports; the latest is shown.".strip()
        said["note_zh"] = f"{said['note_zh']}共导入 {reading.n_imports} 次，此处为最近一次。"
    if reading.is_of_another_folder:
        said["note_en"] = f"{said['note_en']} From “{reading.label}”.".strip()
        said["note_zh"] = f"{said['note_zh']}来自“{reading.label}”。"
    return SourceFile(**said)


def _missing(kinds: set[str], session: Session) -> tuple[Notice, ...]:
    found = [Notice(code, en, zh) for code, wanted, en, zh in MISSING if not kinds & wanted]
    for table, en, zh in (
        ("costs", "No table of costs: acquisition cost and pools of maintenance are not known.",
         "没有费用表：获客成本与维系成本池未知。"),
        ("promises", "No table of promises: what is owed to contacts is not known.",
         "没有承诺表：对客户尚欠的权益未知。"),
    ):  # fmt: skip
        (n,) = session.con.execute(f"SELECT count(*) FROM {table}").fetchall()[0]
        if not n:
            found.append(Notice(f"missing.{table}", en, zh))
    return tuple(found)
