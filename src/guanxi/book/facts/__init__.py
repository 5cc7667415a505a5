"""What is known of each contact at one moment: integers gathered by the engine, nothing estimated yet."""

from guanxi.book.facts.contracts import Facts

__all__ = ["Facts"]
