"""What the mirror says where nothing is logged, and what to know before believing it."""

from __future__ import annotations

from guanxi.book.contracts import Notice
from guanxi.book.contracts.mirror import MirrorFigure
from guanxi.book.mirror.tally import Tally

Sentence = tuple[str, str]

NO_MESSAGES: Sentence = (
    "Not measured: no message from a contact is in the data.",
    "没有测量：数据中没有客户发来的消息。",
)
NO_ANSWERS: Sentence = (
    "Not measured: messages from contacts are logged, and no answer by a person is.",
    "没有测量：记录了客户的消息，但没有记录任何人工回答。",
)
NO_WRITER: Sentence = (
    "Not measured: nobody has recorded who wrote what was sent (property written_by, or automated).",
    "没有测量：没有记录触达由谁写成（属性 written_by，或“自动”标记）。",
)
NO_SENDS: Sentence = ("Not measured: nothing that the brand sent is in the data.", "没有测量：数据中没有品牌的触达。")
NO_KINDS: Sentence = (
    "Not measured: nobody has recorded what the content was about (property content).",
    "没有测量：没有记录内容属于哪一类（属性 content）。",
)
NO_PROMISES: Sentence = (
    "Not measured: no promise with a due date fell due in the year.",
    "没有测量：这一年没有到期的承诺记录。",
)
NO_REFERRALS: Sentence = (
    "Not measured: no recommendation is on record.",
    "没有测量：数据中没有任何推荐记录。",
)
NO_ACQUISITION: Sentence = (
    "Not measured: nobody is on record as acquired in the quarter that ended 30 days ago.",
    "没有测量：没有在 30 天前结束的那个季度里获客的记录。",
)


def not_logged(tally: Tally) -> dict[str, Sentence]:
    """Figure → why it is not measured, for those of which nothing is on record in any of the three periods."""
    unknown = {name: int(counted.unknown.sum()) for name, counted in tally.counted.items()}
    why = {
        "promises": NO_PROMISES,
        "listening": NO_MESSAGES,
        "tool_worship": NO_WRITER if unknown["tool_worship"] else NO_SENDS,
        "cashing_in": NO_SENDS,
        "billboard": NO_KINDS if unknown["billboard"] else NO_SENDS,
        "care": NO_ACQUISITION,
    }
    found = {name: said for name, said in why.items() if not tally.counted[name].n.any()}
    if "listening" not in found and not tally.n_personal:
        found["listening"] = NO_ANSWERS
    if "care" not in found and "cashing_in" in found and not tally.n_personal:
        found["care"] = NO_SENDS
    return found if tally.has_referrals else found | {"recommendation": NO_REFERRALS}


def mirror_notices(figures: dict[str, MirrorFigure]) -> tuple[Notice, ...]:
    """What a reader must know: how much of the conduct is on record at all."""
    said = []
    for code, thing in (("tool_worship", ("who wrote it", "由谁写成")), ("billboard", ("its kind", "属于哪一类"))):
        figure = figures[code]
        whole = figure.denominator + figure.n_unknown
        if figure.denominator and figure.n_unknown > figure.denominator:
            share = 100 * figure.denominator / whole
            said.append(
                Notice(
                    f"mirror.partly_recorded:{code}",
                    f"Of what was sent in the quarter {share:.0f} % has {thing[0]} on record; the rest is left out.",
                    f"本季触达中只有 {share:.0f}% 记录了{thing[1]}，其余不计。",
                )
            )
    return tuple(said)
