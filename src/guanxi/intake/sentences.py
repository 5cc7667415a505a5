"""Why an event is refused: what happened, and what to do. No sentence repeats free text of the event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches

from guanxi.intake.contracts import Refused
from guanxi.lake.importing.kind_words import nearest_kinds
from guanxi.lake.kinds import Kind

SHOWN = 40


def _shown(word: str) -> str:
    """A word of the sender's as it may stand in a sentence: short, visible characters only."""
    inert = "".join(character if character.isprintable() else "�" for character in word[:SHOWN])
    return inert + ("…" if len(word) > SHOWN else "")


def not_an_object() -> Refused:
    return Refused(
        "event.not_an_object",
        "The event is not a JSON object. Send {“kind”: …, “contact”: …, “occurred_at”: …}.",
        "事件不是 JSON 对象。请发送 {“kind”: …, “contact”: …, “occurred_at”: …}。",
    )


def unknown_field(name: str, known: Iterable[str]) -> Refused:
    shown = _shown(name)
    near = get_close_matches(shown, list(known), n=1)
    hint, hint_zh = (f" Did you mean “{near[0]}”?", f"是否想写“{near[0]}”？") if near else ("", "")
    return Refused(
        "event.unknown_field",
        f"There is no field “{shown}”.{hint} Put what has no field of its own under “properties”.",
        f"没有名为“{shown}”的字段。{hint_zh}没有对应字段的内容请放入 properties。",
    )


def wrong_version() -> Refused:
    return Refused(
        "event.wrong_version",
        "This version understands “schema_version” 1 only. Send 1, or leave it out.",
        "此版本只支持 schema_version 为 1。请写 1，或不写。",
        is_replayable=True,
    )


def missing(name: str) -> Refused:
    return Refused(
        "event.missing_field",
        f"The field “{name}” is missing or empty. Every event needs a kind, a contact and a moment.",
        f"缺少字段“{name}”，或其内容为空。每个事件都需要 kind、contact 和发生时间。",
    )


def not_a_text(name: str) -> Refused:
    return Refused(
        "event.not_a_text",
        f"The field “{name}” must be a text in quotes. Write numbers that are ids in quotes as well.",
        f"字段“{name}”须为带引号的文本；作为编号的数字也请加引号。",
    )


def too_long(name: str, limit: int) -> Refused:
    return Refused(
        "event.too_long",
        f"The field “{name}” has more than {limit} characters. Shorten it.",
        f"字段“{name}”超过 {limit} 个字符。请缩短。",
    )


def invisible(name: str) -> Refused:
    return Refused(
        "event.invisible_characters",
        f"The field “{name}” holds invisible characters, line breaks or half a character. Remove them.",
        f"字段“{name}”含有不可见字符、换行或残缺字符。请去除。",
    )


def reserved_id(prefix: str) -> Refused:
    return Refused(
        "event.reserved_id",
        f"An “id” may not begin with “{prefix}”: such ids are given to events without one. Choose another.",
        f"id 不能以“{prefix}”开头：这是留给没有编号的事件的。请换一个开头。",
    )


def one_moment() -> Refused:
    return Refused(
        "event.one_moment",
        "An event needs exactly one of “occurred_at” (2026-01-31T18:00:00+08:00) and “occurred_ms” (epoch ms).",
        "事件须且只须给出 occurred_at（2026-01-31T18:00:00+08:00）或 occurred_ms（毫秒时间戳）之一。",
    )


def not_a_moment(name: str) -> Refused:
    return Refused(
        "event.not_a_moment",
        f"“{name}” is not a moment. Write occurred_at as 2026-01-31T18:00:00+08:00, with the offset, or occurred_ms as"
        " an integer of milliseconds.",
        f"“{name}”不是时刻。occurred_at 请写成 2026-01-31T18:00:00+08:00（带时区），occurred_ms 请写整数毫秒。",
    )


def in_the_future() -> Refused:
    return Refused(
        "event.in_the_future",
        "The event lies more than five minutes in the future. Check the clock, and whether seconds were sent as"
        " milliseconds.",
        "事件时间比现在晚五分钟以上。请检查发送方的时钟，以及毫秒与秒是否混淆。",
    )


def too_early() -> Refused:
    return Refused(
        "event.too_early",
        "The event lies before the earliest day that this brand believes. Check whether milliseconds were sent as"
        " seconds; the day is `dates.earliest` in guanxi.yaml.",
        "事件时间早于本品牌可信的最早日期。请检查秒与毫秒是否混淆；该日期是 guanxi.yaml 的 dates.earliest。",
        is_replayable=True,
    )


def unknown_kind(code: str, own: Iterable[Kind], may_report: Callable[[str], bool]) -> Refused:
    near = [kind for kind in nearest_kinds(code[:SHOWN], own) if may_report(kind.code)]
    en = " or ".join(f"“{kind.code}”" for kind in near)
    zh = "或".join(f"“{kind.code}”（{kind.zh}）" for kind in near)
    hint, hint_zh = (f" Nearest: {en}.", f"最接近的是{zh}。") if near else ("", "")
    return Refused(
        "event.unknown_kind",
        f"There is no kind of event “{_shown(code)}”.{hint} Use a known kind, or add your own under `kinds` in"
        " guanxi.yaml and replay the problem.",
        f"没有名为“{_shown(code)}”的事件类型。{hint_zh}请使用已有类型，或在 guanxi.yaml 的 kinds 中添加后重新提交。",
        is_replayable=True,
    )


def kind_not_allowed(code: str) -> Refused:
    return Refused(
        "event.kind_not_allowed",
        f"This source may not report “{_shown(code)}”: its key sits in an app or page, where anybody can take it out."
        " Orders, bonds and ends of relationships come from a server's key.",
        f"此来源不能上报“{_shown(code)}”：它的密钥存放在 App 或网页中，任何人都能取出。"
        "订单、关系与关系终止须由服务器密钥上报。",
    )


def kind_by_nobody(code: str) -> Refused:
    return Refused(
        "event.kind_not_allowed",
        f"No key may report “{code}”: erasing a person's data is a procedure that people carry out and sign for, not an"
        " event. When a contact left, report “unsubscribed”, “contact_deleted_us” or “blocked”.",
        f"任何密钥都不能上报“{code}”：清除个人信息是由人执行并留痕的流程，不是事件。"
        "客户离开时，请上报 unsubscribed、contact_deleted_us 或 blocked。",
    )


def amount_missing(kind: str) -> Refused:
    if kind == "order_refunded":
        return Refused(
            "event.amount_missing",
            "A refund needs “amount_fen”: what was paid back in minor units (fen), with a minus. 19.90 yuan is -1990.",
            "退款须给出 amount_fen：退回的金额，以分为单位，带负号。退 19.90 元请写 -1990。",
        )
    return Refused(
        "event.amount_missing",
        "An order needs “amount_fen”: what was paid in minor units (fen). 19.90 yuan is 1990; an order that cost"
        " nothing says 0.",
        "订单须给出 amount_fen：实付金额，以分为单位。19.90 元请写 1990；没有付钱的订单请写 0。",
    )


def not_an_amount(name: str) -> Refused:
    return Refused(
        "event.not_an_amount",
        f"“{name}” must be a whole number of minor units (fen), at most 10 billion yuan. 19.90 yuan is 1990.",
        f"“{name}”须为以分为单位的整数，不超过一百亿元。19.90 元请写 1990。",
    )


def wrong_sign(name: str, *, refund: bool) -> Refused:
    if refund:
        return Refused(
            "event.wrong_sign",
            f"“{name}” of a refund is money paid back and must not be positive. Put a minus before it.",
            f"退款的“{name}”是退回的金额，不能为正。请在前面加负号。",
        )
    return Refused(
        "event.wrong_sign",
        f"“{name}” must not be negative here. Report money paid back as “order_refunded”.",
        f"此处的“{name}”不能为负。退回的金额请以 order_refunded 上报。",
    )


def no_money_from_apps(name: str) -> Refused:
    return Refused(
        "event.no_money_from_apps",
        f"A key that sits in an app or page may not state amounts (“{name}”): anybody could. Send them from a server.",
        f"存放在 App 或网页中的密钥不能上报金额（“{name}”），因为任何人都能伪造。请从服务器发送。",
    )


def other_currency(currency: str) -> Refused:
    return Refused(
        "event.other_currency",
        f"All amounts here are in {currency}. Convert the amount, or leave “currency” out.",
        f"此处所有金额均为 {currency}。请换算后再发送，或不写 currency。",
    )


def not_a_flag(name: str) -> Refused:
    return Refused(
        "event.not_a_flag",
        f"“{name}” must be true or false, without quotes.",
        f"“{name}”须为 true 或 false，不带引号。",
    )


def properties_shape() -> Refused:
    return Refused(
        "event.properties_not_an_object",
        "“properties” must be a JSON object. Send {“name”: “value”}.",
        "properties 须为 JSON 对象。请发送 {“名称”: “值”}。",
    )


def properties_too_large(limit: int) -> Refused:
    return Refused(
        "event.properties_too_large",
        f"“properties” is larger than {limit:,} bytes. Send what matters for the relationship, not the whole record.",
        f"properties 超过 {limit:,} 字节。请只发送与关系有关的内容，而不是整条记录。",
    )


def too_deep(limit: int) -> Refused:
    return Refused(
        "event.too_deep",
        f"“properties” is nested more than {limit} levels deep. Flatten it.",
        f"properties 嵌套超过 {limit} 层。请展平。",
    )


def number_too_large() -> Refused:
    return Refused(
        "event.number_too_large",
        "A number in “properties” is too large to be kept exactly. Write it in quotes.",
        "properties 中有数字过大，无法精确保存。请加引号写成文本。",
    )


def not_text() -> Refused:
    return Refused(
        "event.not_text",
        "A text in “properties” holds a NUL or half a character and cannot be stored. Remove it.",
        "properties 中的文本含有 NUL 或残缺字符，无法保存。请去除。",
    )


def conflict() -> Refused:
    return Refused(
        "event.conflict",
        "An event with this id is known with other content; the first is kept. Give a new event a new id; correct an"
        " old one by importing a file.",
        "此 id 的事件已存在且内容不同，保留先收到的。新事件请用新的 id；更正旧事件请导入文件。",
    )
