"""The report's words are phrases of the house: see :mod:`guanxi.kit.phrase`."""

from guanxi.kit.phrase import Phrase

__all__ = ["Phrase"]
