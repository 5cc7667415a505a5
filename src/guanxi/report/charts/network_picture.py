"""A picture of the network: the strongest advocates among those whom they brought, and the most stable circles.

Every group has a place of its own and every contact a place in its group, reckoned here: the same book gives the same
picture, on paper too, which a layout by forces would not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from guanxi.book.contracts.network import Node, Picture
from guanxi.report.blocks import ONE_CONTACT, Cell, Chart, Column, Option, Table
from guanxi.report.charts.network_look import Look
from guanxi.report.charts.style import CLAIM, INK, LEVEL, MUTED, RISE, frame, legend, on_phones
from guanxi.report.inert import inert
from guanxi.report.masked import masked_key
from guanxi.report.reader import Reader
from guanxi.report.words import common
from guanxi.report.words import network as words

COLUMNS, COLUMNS_NARROW = 4, 3
CELL = 100.0
ROLES = {"advocate": words.ADVOCATE, "verified": words.VERIFIED, "invitee": words.INVITEE, "circle": words.MEMBER}
COLORS = {"advocate": LEVEL, "verified": RISE, "invitee": "#c9b48a", "circle": CLAIM["promises"]}
SIZES = {"advocate": 15, "verified": 7, "invitee": 6, "circle": 9}
TABLE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a node lies in its group's cell, in [−50, 50]."""

    x: float
    y: float


def picture_chart(look: Look, reader: Reader) -> Chart | None:
    """The picture; ``None`` where there is neither an advocate nor a circle."""
    picture = look.network.picture
    if not picture.nodes:
        return None
    groups = 1 + max(node.group for node in picture.nodes)
    return Chart(
        key="network-picture",
        title=_finding(picture, reader),
        subtitle=reader.say(
            words.PICTURE_SUBTITLE,
            contacts=reader.count(common.CONTACTS, len(picture.nodes)),
            advocates=str(sum(node.role == "advocate" for node in picture.nodes)),
            n_advocates=reader.whole(look.network.n_advocates),
            circles=str(len({node.group for node in picture.nodes if node.role == "circle"})),
            n_circles=reader.whole(look.network.n_circles),
            day=reader.day(look.as_of_ms),
        ),
        option=_option(picture, reader),
        table=_table(picture, reader),
        height=130 * -(-groups // COLUMNS_NARROW) + 40,
    )


def _finding(picture: Picture, reader: Reader) -> str:
    n = sum(node.role == "advocate" for node in picture.nodes)
    verified = sum(node.role == "verified" for node in picture.nodes)
    if n:
        return reader.say(words.PICTURE_FINDING, n=str(n), verified=reader.whole(verified))
    return reader.say(words.PICTURE_CIRCLES, n=str(len({node.group for node in picture.nodes})))


def _option(picture: Picture, reader: Reader) -> Option:
    roles = [role for role in ROLES if any(node.role == role for node in picture.nodes)]
    series = {
        "type": "graph",
        "layout": "none",
        "roam": False,
        "preserveAspect": True,
        "left": 30,
        "right": 30,
        "top": 16,
        "bottom": 62,
        "data": _nodes(picture, COLUMNS, roles, reader),
        "links": [
            {
                "source": each.source,
                "target": each.target,
                "tip": reader.say(words.INVITEE if each.kind == "brought" else words.MEMBER),
                "lineStyle": {"color": MUTED if each.kind == "brought" else COLORS["circle"], "opacity": 0.45},
            }
            for each in picture.links
        ],
        "categories": [{"name": reader.say(ROLES[role]), "itemStyle": {"color": COLORS[role]}} for role in roles],
        "label": {"show": False},
        "emphasis": {"disabled": True},
    }
    option = frame(legend=legend(data=[reader.say(ROLES[role]) for role in roles]), series=[series])
    del option["grid"]
    return on_phones(option, {"series": [{"data": _nodes(picture, COLUMNS_NARROW, roles, reader)}]})


def _nodes(picture: Picture, columns: int, roles: list[str], reader: Reader) -> list[Option]:
    """Every contact in its place, and under every group its name."""
    spots = _spots(picture)
    nodes: list[Option] = []
    for place, (node, spot) in enumerate(zip(picture.nodes, spots, strict=True)):
        row, column = divmod(node.group, columns)
        nodes.append(
            {
                "id": str(place),
                "name": inert(masked_key(node.name), 40),
                "x": round(column * CELL + spot.x, 2),
                "y": round(row * CELL * 1.12 + spot.y, 2),
                "symbolSize": SIZES[node.role],
                "category": roles.index(node.role),
                "tip": f"{inert(masked_key(node.name), 40)}\n{reader.say(ROLES[node.role])}",
            }
        )
    return nodes + _titles(picture, columns, reader)


def _titles(picture: Picture, columns: int, reader: Reader) -> list[Option]:
    titles: list[Option] = []
    for group, name in enumerate(group_names(picture, reader)):
        row, column = divmod(group, columns)
        titles.append(
            {
                "id": f"title-{group}",
                "name": name,
                "x": column * CELL,
                "y": row * CELL * 1.12 + 50,
                "symbolSize": 0.1,
                "itemStyle": {"color": "rgba(0,0,0,0)"},
                "label": {"show": True, "position": "inside", "color": INK, "fontSize": 12, "formatter": name},
                "tip": name,
            }
        )
    return titles


def group_names(picture: Picture, reader: Reader) -> list[str]:
    """What each group is called: its advocate, or the number of the circle."""
    names: list[str] = []
    n_circles = 0
    for group in range(1 + max(node.group for node in picture.nodes)):
        inside = [node for node in picture.nodes if node.group == group]
        if inside and inside[0].role == "advocate":
            names.append(inert(masked_key(inside[0].name), 14))
        else:
            n_circles += 1
            names.append(reader.say(words.CIRCLE_NAME, n=str(n_circles), members=str(len(inside))))
    return names


def _spots(picture: Picture) -> list[Spot]:
    """An advocate in the middle of those whom it brought; a circle's members round it."""
    spots: list[Spot] = []
    for group in range(1 + max(node.group for node in picture.nodes)):
        inside: list[Node] = [node for node in picture.nodes if node.group == group]
        has_hub = bool(inside) and inside[0].role == "advocate"
        if has_hub:
            spots.append(Spot(0.0, 0.0))
        spots += _round(len(inside) - has_hub)
    return spots


def _round(n: int) -> list[Spot]:
    """``n`` places on one ring, or on two where one would be crowded."""
    outer = n if n <= 14 else math.ceil(n * 0.6)
    return [
        Spot(radius * math.sin(2 * math.pi * k / size), -radius * math.cos(2 * math.pi * k / size))
        for size, radius in ((outer, 36.0), (n - outer, 21.0))
        for k in range(size)
    ]


def _table(picture: Picture, reader: Reader) -> Table:
    names = group_names(picture, reader)
    return Table(
        caption=_finding(picture, reader),
        columns=tuple(Column(reader.say(word), numeric=False) for word in (words.CONTACT, words.ROLE, words.GROUP)),
        rows=tuple(
            (
                Cell(inert(masked_key(node.name)), foreign=True, about=(ONE_CONTACT, str(node.contact_id))),
                Cell(reader.say(ROLES[node.role])),
                Cell(names[node.group], foreign=True),
            )
            for node in picture.nodes[:TABLE_LIMIT]
        ),
    )
