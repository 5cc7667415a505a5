"""Phone and identity numbers in what is passed on: enough to recognise one's own contact, too little to call anybody.

A report travels; the folder of Parquet tables does not, and keeps the keys whole because joins need them.
"""

from __future__ import annotations

import re

_PHONE = re.compile(r"(?<![0-9.])((?:\+?86|0086)?[ -]?1[3-9]\d)([ -]?)\d{4}([ -]?)(\d{4})(?![0-9])")
"""A mainland mobile number: 1[3-9] and nine more digits, with or without the country's code and separators."""
_IDENTITY = re.compile(
    r"(?<![0-9])([1-9]\d{2})\d{3}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(\d{3}[\dXx])(?![0-9])"
)
"""A resident identity number (GB 11643): place, a possible birthday, order, check character."""
_BARE = re.compile(r"\d{11}")


def masked(text: str) -> str:
    """``text`` with every phone or identity number in it reduced to its ends: ``138****0000``."""
    if not any(character.isdigit() for character in text):
        return text
    plain = _PHONE.sub(r"\1\2****\3\4", text)
    return _IDENTITY.sub(r"\1***********\2", plain)


def masked_key(key: str) -> str:
    """A contact's key: as :func:`masked`, and any key of eleven digits, whatever country's number it may be."""
    return f"{key[:3]}****{key[-4:]}" if _BARE.fullmatch(key) else masked(key)
