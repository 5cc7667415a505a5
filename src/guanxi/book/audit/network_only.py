"""The network alone: facts, lifetime values and bonds, without trust, costs and statement."""

from __future__ import annotations

import numpy as np

from guanxi.book.audit.asked import AuditInput
from guanxi.book.audit.extent import Extent, read_extent
from guanxi.book.audit.learnt import load_learnt
from guanxi.book.audit.steps import Steps
from guanxi.book.contracts import NetworkBook, Notice
from guanxi.book.facts.gather import Moment
from guanxi.book.facts.gather_all import gather_all
from guanxi.book.facts.parts import PURCHASES
from guanxi.book.learning.learn import learn_default_purchases
from guanxi.book.learning.past import Past, Rhythm, read_rhythm
from guanxi.book.learning.sample import learning_session
from guanxi.book.learning.stored import ModelOutdated
from guanxi.book.network import build_network, gather_network
from guanxi.book.positions import post_fen
from guanxi.book.settings import DEFINITION_VERSION, AuditSettings
from guanxi.book.statement.memberships import read_memberships
from guanxi.book.value import ValueModel, value_contacts
from guanxi.kit.progress import Progress, Silent
from guanxi.lake.engine import Lake, Session

NOT_CONTESTED = Notice(
    "network.default_model",
    "No kept audit serves this date and data, so lifetime values come from the default purchase model (MBG/NBD) without"
    " a contest. Run `guanxi audit` first to use the model that it chooses.",
    "没有适用于这个日期和这份数据的已存审计，终身价值按默认购买模型（MBG/NBD）计算，未与其他模型比较。"
    "先运行 `guanxi audit` 即可使用它选出的模型。",
)


def network_book(
    lake: Lake, settings: AuditSettings, asked: AuditInput, progress: Progress | None = None
) -> NetworkBook:
    """The network of everything in ``lake`` up to ``asked.as_of_ms``.

    The model that an audit kept is used where it may be. Else the default purchase model is learnt, from the same
    sample as an audit would; whether another would foretell better is an audit's question, and a notice says so.

    Raises
    ------
    NotEnoughData
        when there is nobody: no contact and no event at or before ``as_of_ms``.
    """
    draw, steps, at_ms = progress or Silent(), Steps(), asked.as_of_ms
    with lake.session(as_of_ms=at_ms, threads=asked.threads, memory_limit=asked.memory_limit) as session:
        extent = read_extent(session)
        value, rhythm, said = _purchases(session, asked, extent, settings, draw)
        steps.done("learn")
        moment = Moment.of(
            at_ms, frequency_half_life_days=rhythm.half_life(settings), latency_tau_hours=rhythm.tau_hours
        )
        (facts,) = gather_all(session, (moment,), extent.n_events, settings, draw, parts=PURCHASES)
        steps.done("gather")
        values = value_contacts(value, facts, settings, channel=facts.channel)
        clv = np.where(facts.is_broken, 0, post_fen(values.clv, "clv"))
        steps.done("value")
        members = read_memberships(session, facts.contact_id, facts.known_age, at_ms, settings.zone)
        steps.done("memberships")
        draw.step("Measuring the network", "正在测量关系网络")
        gathered = gather_network(session, facts, at_ms)
        steps.done("bonds")
        network = build_network(session, gathered, facts, clv_fen=clv, members=members, settings=settings, at_ms=at_ms)
        steps.done("network")
    return NetworkBook(
        definition_version=DEFINITION_VERSION,
        as_of_ms=at_ms,
        horizon_days=settings.horizon_days,
        zone=settings.zone,
        currency=settings.currency,
        n_contacts=facts.n,
        n_events=extent.n_events,
        network=network,
        notices=(*said, *value.notices),
        seconds=steps.seconds,
        outcome_days=rhythm.outcome_days,
    )


def _purchases(
    session: Session, asked: AuditInput, extent: Extent, settings: AuditSettings, progress: Progress
) -> tuple[ValueModel, Rhythm, tuple[Notice, ...]]:
    kept = None
    if asked.model_path is not None and not asked.relearn:
        try:
            kept = load_learnt(asked.model_path)
        except ModelOutdated:
            kept = None
    if kept is not None and kept.serves(asked.as_of_ms, extent):
        return kept.model.value, kept.model.rhythm, ()
    progress.step("Learning the models", "正在学习模型")
    with learning_session(session, extent.n_contacts, extent.n_events, settings) as (sample, _):
        rhythm = read_rhythm(sample.con, asked.as_of_ms, settings)
        past = Past(sample.con, asked.as_of_ms, settings, rhythm, PURCHASES)
        return learn_default_purchases(past, asked.as_of_ms), rhythm, (NOT_CONTESTED,)
