"""A refused action is an exception with a stable code and a sentence that says what to do.

Bad data is not an error: see :mod:`guanxi.kit.problems`.
"""

from __future__ import annotations

from typing import ClassVar


class GuanxiError(Exception):
    """Base of every refusal.

    Each message has three parts: what happened, to which object and value, what to do.
    Both languages are given where it is raised, so that no catalogue can drift from the code.

    Parameters
    ----------
    en, zh : the sentence in English and in Chinese.
    """

    code: ClassVar[str] = "guanxi.error"
    transient: ClassVar[bool] = False
    """True when the same call may succeed later without any change."""

    def __init__(self, en: str, zh: str, **fields: object) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh
        self.fields = fields

    def message(self, lang: str) -> str:
        """The sentence in ``lang`` (``"zh"`` or ``"en"``)."""
        return self.zh if lang == "zh" else self.en


class SettingsError(GuanxiError):
    """A setting in ``guanxi.yaml`` or an argument is outside what it may be."""

    code = "settings.invalid"


class LakeError(GuanxiError):
    """Base of the lake's refusals."""

    code = "lake.error"


class BookError(GuanxiError):
    """Base of the book's refusals."""

    code = "book.error"


class NotEnoughData(BookError):
    """The data cannot carry the figure that was asked for; says what is missing."""

    code = "book.not_enough_data"
