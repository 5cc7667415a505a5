"""guanxi (关系): a brand's private domain as a portfolio of trust.

>>> import guanxi
>>> book = guanxi.audit("DATA")          # doctest: +SKIP
>>> book.verdict.en, book.statement      # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from guanxi.facade import Book, TroiBook, audit, audit_example, troi, troi_example

__version__ = "0.1.0"
__all__ = ["Book", "TroiBook", "__version__", "audit", "audit_example", "troi", "troi_example"]


def __getattr__(name: str) -> Any:  # Any: the module's own public objects, whatever they are
    """Load the front door on first use: `import guanxi.stats` alone must not start an engine."""
    if name in ("Book", "TroiBook", "audit", "audit_example", "troi", "troi_example"):
        from guanxi import facade

        return getattr(facade, name)
    raise AttributeError(f"module 'guanxi' has no attribute {name!r}")
