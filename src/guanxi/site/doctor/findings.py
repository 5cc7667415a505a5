"""What an examination finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guanxi.kit.phrase import Phrase


class Verdict(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARN = "warn"
    """Works, but not for long, or not as safely as it should."""
    WRONG = "wrong"
    """Does not work, or must not go on like this."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    name : what was looked at.
    en, zh : what was found; for anything but ``ok`` also what to do.
    """

    name: Phrase
    verdict: Verdict
    en: str
    zh: str

    def said(self, lang: str) -> str:
        """The sentence in ``lang``."""
        return self.zh if lang == "zh" else self.en


def ok(name: Phrase, en: str, zh: str) -> Finding:
    """All is well."""
    return Finding(name, Verdict.OK, en, zh)


def warn(name: Phrase, en: str, zh: str) -> Finding:
    """Look after it."""
    return Finding(name, Verdict.WARN, en, zh)


def wrong(name: Phrase, en: str, zh: str) -> Finding:
    """Mend it."""
    return Finding(name, Verdict.WRONG, en, zh)
