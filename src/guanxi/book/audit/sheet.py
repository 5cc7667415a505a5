"""The closing side of an audit: positions, statement, cuts, returns."""

from __future__ import annotations

from dataclasses import dataclass

from guanxi.book.audit.engagement import Engagement
from guanxi.book.audit.standing import Stood, stand
from guanxi.book.contracts import Interval, Network, Statement
from guanxi.book.cost import ServingCosts, cost_to_serve
from guanxi.book.exact_sums import total
from guanxi.book.facts.contracts import Facts
from guanxi.book.network import Gathered, build_network
from guanxi.book.roi import Returns, acquisition_returns
from guanxi.book.statement.memberships import Membership, owners_of
from guanxi.book.statement.promises import read_promises
from guanxi.book.statement.sheet import Memo, build_statement
from guanxi.book.statement.uncertainty import ParameterVariance
from guanxi.book.tiers.assign import previous_codes
from guanxi.book.value import ValueTotals, total_interval


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that stands on the closing date."""

    stood: Stood
    serving: ServingCosts | None
    totals: ValueTotals
    parameters: ParameterVariance
    returns: Returns
    statement: Statement
    network: Network


def state(
    of: Engagement, facts: Facts, opened: Stood | None, members: tuple[Membership, ...], gathered: Gathered
) -> Sheet:
    """Post the positions and draw up the statement; tiers of the opening give the closing ones their hysteresis."""
    session, settings, at_ms, model = of.session, of.settings, of.at_ms, of.model
    money_test = of.learnt.money_test
    owed = read_promises(session, facts.contact_id, at_ms)
    serving = cost_to_serve(session, facts, settings, at_ms, owners_of(members, facts.n))
    previous = None
    if opened is not None:
        previous = previous_codes(facts.contact_id, opened.positions.contact_id, opened.positions.tier)
    stood = stand(
        facts,
        model,
        settings,
        capital_is_money=money_test is not None and money_test.passed,
        serving=None if serving is None else serving.per_contact_fen,
        promises_fen=owed.by_contact_fen,
        previous_tier=previous,
        inviter=gathered.inviters_of(facts.contact_id, at_ms),
    )
    network = build_network(
        session, gathered, facts, clv_fen=stood.positions.clv_fen, members=members, settings=settings, at_ms=at_ms
    )
    totals = total_interval(model.value, facts, settings, stood.values, channel=facts.channel)
    parameters = _parameter_variance(stood, totals)
    returns = acquisition_returns(session, stood, members, totals, settings, at_ms)
    statement = build_statement(
        stood.positions,
        money_test=money_test,
        parameters=parameters,
        owed=owed,
        memo=Memo(returns.unamortised_fen, _whole_fen(network.growth_option)),
    )
    return Sheet(stood, serving, totals, parameters, returns, statement, network)


def _whole_fen(figure: Interval | None) -> int | None:
    return None if figure is None else round(figure.value)


def _parameter_variance(stood: Stood, totals: ValueTotals) -> ParameterVariance:
    """Of the totals, in fen². Trust capital moves with the potential that it is a share of."""
    positions = stood.positions
    return ParameterVariance(
        potential=totals.potential_model_share * total(positions.potential_fen) ** 2,
        capital=totals.potential_model_share * total(positions.capital_fen) ** 2,
        clv=totals.clv_model_share * total(positions.clv_fen) ** 2,
    )
