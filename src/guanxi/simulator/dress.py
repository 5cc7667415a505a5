"""What each event row says beside who, when and what: outlet, touchpoint, staff, cost, value, note."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from guanxi.lake.kinds import BY_CODE, STANDARD, Role
from guanxi.simulator import names, notes
from guanxi.simulator.arrays import FloatArray, IntArray
from guanxi.simulator.diary import Events
from guanxi.simulator.reactions import Past

PRIVATE, GROUP, SHOP_APP, MOMENTS, STORE, ACCOUNT = range(len(names.OUTLETS))
USUAL_OUTLET: dict[str, tuple[int, int, float]] = {
    "order_paid": (SHOP_APP, STORE, 0.35),
    "order_refunded": (SHOP_APP, STORE, 0.2),
    "order_notice": (SHOP_APP, SHOP_APP, 0.0),
    "delivery_notice": (SHOP_APP, SHOP_APP, 0.0),
    "cart_added": (SHOP_APP, SHOP_APP, 0.0),
    "page_visited": (SHOP_APP, ACCOUNT, 0.2),
    "content_viewed": (MOMENTS, ACCOUNT, 0.5),
    "content_liked": (MOMENTS, MOMENTS, 0.0),
    "content_delivered": (PRIVATE, MOMENTS, 0.6),
    "group_joined": (GROUP, GROUP, 0.0),
    "group_left": (GROUP, GROUP, 0.0),
    "review_posted": (SHOP_APP, SHOP_APP, 0.0),
    "review_negative": (SHOP_APP, SHOP_APP, 0.0),
    "benefit_redeemed": (SHOP_APP, STORE, 0.35),
    "group_buy_joined": (SHOP_APP, SHOP_APP, 0.0),
}
"""First outlet, second outlet, share of the second; private chat for every other kind."""

COST_AND_HINT_FEN: dict[str, tuple[int, int]] = {
    "content_delivered": (2, 200),
    "greeting_sent": (3, 100),
    "benefit_granted": (600, 2_000),
    "early_access_granted": (20, 3_000),
    "service_rendered": (0, 1_000),
    "problem_solved": (300, 2_000),
    "promotion_sent": (3, 5_000),
    "survey_sent": (3, 500),
    "referral_asked": (3, 2_000),
    "order_notice": (1, 0),
    "delivery_notice": (1, 0),
}
"""Direct cost to the brand, and stated value of a give or an ask, where the event has none of its own."""

CODES_PER_CHANNEL = 4
"""Live codes per acquisition channel."""


def live_code(past: Past, who: IntArray) -> IntArray:
    """Index of the live code through which contacts came."""
    return past.traits.channel[who] * CODES_PER_CHANNEL + past.traits.staff[who] % CODES_PER_CHANNEL


def live_code_names() -> list[str]:
    """Their names, by index."""
    return [f"活码-{c.name}-{k + 1:02d}" for c in names.CHANNELS for k in range(CODES_PER_CHANNEL)]


def dress(past: Past, events: Events, rng: np.random.Generator) -> Events:
    """Fill the defaults of ``events`` in place and add ``staff`` and ``point`` (−1: none)."""
    kind = events["kind"]
    staff = staff_at(past, events["who"], events["at"])
    _fill_outlet(events, rng)
    for column, k in (("cost", 0), ("hint", 1)):
        table = _by_kind({code: pair[k] for code, pair in COST_AND_HINT_FEN.items()}, 0, "int32")
        events[column] = np.where(events[column] == 0, table[kind], events[column])
    _fill_notes(events, rng)
    events["point"] = _points(past, events, staff)
    served = _by_kind({k.code: True for k in STANDARD if k.role in {Role.GIVE, Role.ASK, Role.ACQUIRE}}, False, "bool")
    served[[BY_CODE[code].kind_id for code in ("message_from_contact", "reply", "complaint_filed")]] = True
    by_staff = served[kind] | (events["outlet"] == STORE)
    events["staff"] = np.where(by_staff, staff, -1).astype(np.int16)
    return events


def staff_at(past: Past, who: IntArray, at: FloatArray) -> IntArray:
    """Who looked after each contact at each moment."""
    first = past.traits.staff[who]
    return np.where(past.brand.staff_leaves[first] <= at, past.brand.staff_heir[first], first)


def _fill_outlet(events: Events, rng: np.random.Generator) -> None:
    kind = events["kind"]
    first = _by_kind({code: o[0] for code, o in USUAL_OUTLET.items()}, PRIVATE, "int8")
    second = _by_kind({code: o[1] for code, o in USUAL_OUTLET.items()}, PRIVATE, "int8")
    share = _by_kind({code: o[2] for code, o in USUAL_OUTLET.items()}, 0.0, "float32")
    other = rng.random(events.n, dtype=np.float32) < share[kind]
    usual = np.where(other, second[kind], first[kind])
    events["outlet"] = np.where(events["outlet"] < 0, usual, events["outlet"]).astype(np.int8)


def _fill_notes(events: Events, rng: np.random.Generator) -> None:
    """A third of the content is about products; a machine writes most content and all campaigns."""
    kind, note = events["kind"], events["note"]
    content = np.flatnonzero(kind == BY_CODE["content_delivered"].kind_id)
    about = rng.choice(len(names.CONTENT), content.size, p=(0.3, 0.2, 0.15, 0.35))
    note[content] = notes.FIRST_CONTENT_NOTE + 2 * about + (rng.random(content.size) < 0.25)
    sent = np.isin(kind, [BY_CODE[code].kind_id for code in ("promotion_sent", "survey_sent", "greeting_sent")])
    note[sent] = notes.MACHINE


def _points(past: Past, events: Events, staff: IntArray) -> npt.NDArray[np.int16]:
    """Code of the touchpoint; see :func:`point_names`."""
    n_shops = len(past.brand.shops)
    outlet = events["outlet"].astype(np.int16)
    shop = np.where((outlet == SHOP_APP) | (outlet == ACCOUNT), 0, past.brand.staff_shop[staff])
    arrival = outlet >= len(names.OUTLETS)
    code = len(names.OUTLETS) * n_shops + live_code(past, events["who"])
    return np.where(arrival, code, outlet * n_shops + shop).astype(np.int16)


def point_names(past: Past) -> list[str]:
    """Names of the touchpoints by code: outlet × shop (the app and the account have one each), then live codes."""
    outlets = [f"{outlet}-{shop}" for outlet in names.OUTLETS for shop in past.brand.shops]
    return [*outlets, *live_code_names()]


def _by_kind(values: dict[str, int] | dict[str, float] | dict[str, bool], default: object, dtype: str) -> IntArray:
    table = np.full(256, default, dtype=dtype)
    for code, value in values.items():
        table[BY_CODE[code].kind_id] = value
    return table
