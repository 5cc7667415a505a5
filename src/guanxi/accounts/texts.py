"""What may stand in the fields of a user: refused with a sentence, never cut or cleaned behind one's back."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from guanxi.accounts.errors import FieldRefused
from guanxi.kit.phrase import Phrase

NAME_LIMIT, LOGIN_LIMIT, STAFF_ID_LIMIT, PASSWORD_LIMIT = 80, 80, 120, 500
LOGIN = re.compile(r"[\w.@+\-]{2,80}")
WEAK = {
    "password_too_short": Phrase(
        "密码少于 10 个字符。请换一个更长的。", "The password is shorter than 10 characters. Choose a longer one."
    ),
    "password_too_common": Phrase(
        "这个密码太常见，容易被猜到。请换一个。", "The password is among those that everybody tries. Choose another."
    ),
    "password_entirely_numeric": Phrase(
        "密码全是数字。请加上字母或汉字。", "The password has digits only. Add letters."
    ),
    "password_too_similar": Phrase(
        "密码与你的姓名或登录名太像。请换一个。", "The password resembles your name or login. Choose another."
    ),
    "": Phrase("密码太弱。请换一个更长、更少见的。", "The password is too weak. Choose a longer, less common one."),
}
"""Django's rules by their codes: its own sentences are not all translated."""
LABELS = {
    "name": Phrase("姓名", "The name"),
    "login": Phrase("登录名", "The login"),
    "staff_id": Phrase("员工编号", "The staff id"),
    "password": Phrase("密码", "The password"),
}
# Controls, surrogates, private and unassigned characters; format characters reorder or hide what stands beside them.
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
JOINERS = "\u200d\ufe0f"
"""Emoji are joined by a format character; it is inert, so names may have it."""


def checked_name(given: str) -> str:
    """A person's name without spaces around it."""
    return _checked("name", given, NAME_LIMIT)


def checked_staff_id(given: str) -> str:
    """The id under which exports know this person; ``""`` for none."""
    return _checked("staff_id", given, STAFF_ID_LIMIT) if given.strip() else ""


def checked_login(given: str) -> str:
    """The login in its one form.

    Raises
    ------
    FieldRefused
        for anything but letters, digits and ``. @ + - _``.
    """
    login = folded_login(given)
    if login is None:
        raise FieldRefused(
            "A login has 2 to 80 letters, digits, or the signs . @ + - _, such as li.na or lina@example.com.",
            "登录名为 2 到 80 个字母、汉字、数字或 . @ + - _，例如 li.na 或 lina@example.com。",
            field="login",
        )
    return login


def folded_login(given: str) -> str | None:
    """Two logins that look alike to a person in a hurry are one: width and case do not count; ``None`` for none."""
    if len(given) > 4 * LOGIN_LIMIT:
        return None
    folded = unicodedata.normalize("NFKC", given.strip()).casefold()
    return folded if LOGIN.fullmatch(folded) else None


def checked_password(given: str, about: Any) -> str:
    """A password that the rules accept; ``about`` is the unsaved or saved user whose name it must not repeat."""
    if len(given) > PASSWORD_LIMIT:
        raise FieldRefused(
            f"The password has more than {PASSWORD_LIMIT} characters. Choose a shorter one.",
            f"密码超过 {PASSWORD_LIMIT} 个字符。请换一个短一些的。",
            field="password",
        )
    try:
        validate_password(given, about)
    except ValidationError as error:
        faults = [WEAK[fault.code] for fault in error.error_list if fault.code in WEAK] or [WEAK[""]]
        en, zh = " ".join(fault.en for fault in faults), "".join(fault.zh for fault in faults)
        raise FieldRefused(en, zh, field="password") from error
    return given


def _checked(field: str, given: str, limit: int) -> str:
    text, label = given.strip(), LABELS[field]
    if not text:
        raise FieldRefused(f"{label.en} is empty. Write one.", f"{label.zh}为空。请填写。", field=field)
    if len(text) > limit:
        raise FieldRefused(
            f"{label.en} has {len(text)} characters, and {limit} are allowed. Shorten it.",
            f"{label.zh}有 {len(text)} 个字符，最多 {limit} 个。请缩短。",
            field=field,
        )
    if any(unicodedata.category(character) in HIDDEN and character not in JOINERS for character in text):
        raise FieldRefused(
            f"{label.en} holds characters that cannot be seen or that reorder a line. Type it by hand.",
            f"{label.zh}含有看不见的字符或改变文字方向的字符。请手动输入。",
            field=field,
        )
    return text
