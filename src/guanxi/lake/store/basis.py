"""Zone and currency of a lake: those of its imports. Rows that were read otherwise must not stand beside them.

A day of a cost or a promise is stored as its local midnight, an amount as minor units: read again in another zone or
currency the same row would be another row, and both would count.
"""

from __future__ import annotations

from dataclasses import replace

from guanxi.lake.store.catalogue import Catalogue
from guanxi.lake.store.errors import OtherBasis

_NAMES = {"zone": ("time zone", "时区"), "currency": ("currency", "币种")}


def check_basis(catalogue: Catalogue, zone: str, currency: str) -> None:
    """Refuse an import in another zone or currency than the lake's; ``""`` fits everything.

    Raises
    ------
    OtherBasis
        with both values and what to do. A lake in which no row stands takes whatever comes.
    """
    if not _has_rows(catalogue):
        return
    for name, wanted in (("zone", zone), ("currency", currency)):
        held = getattr(catalogue, name)
        if held and wanted and held != wanted:
            raise _other(catalogue, name, held, wanted)


def with_basis(catalogue: Catalogue, zone: str, currency: str) -> Catalogue:
    """The catalogue that remembers what its first import said."""
    if not _has_rows(catalogue):
        return replace(catalogue, zone=zone, currency=currency)
    return replace(catalogue, zone=catalogue.zone or zone, currency=catalogue.currency or currency)


def _has_rows(catalogue: Catalogue) -> bool:
    """True when an import brought anything: one whose rows were all refused leaves the choice open."""
    return any(count.n_new + count.n_versions for entry in catalogue.imports for count in entry.tables.values())


def _other(catalogue: Catalogue, name: str, held: str, wanted: str) -> OtherBasis:
    en, zh = _NAMES[name]
    ids = [entry.import_id for entry in catalogue.imports]
    listed = ", ".join(ids[:5]) + (" …" if len(ids) > 5 else "")
    return OtherBasis(
        f"What was imported here before is in the {en} {held}, but `{name}` is now {wanted}: the same rows would count "
        f"twice, or mean something else. Set `{name}: {held}` in guanxi.yaml again; or choose a new --out; or undo "
        f"the earlier imports ({listed}) with `guanxi lake undo` and import again.",
        f"此处已导入的数据采用{zh} {held}，而现在的 {name} 是 {wanted}：同样的行会重复计入，或改变含义。"
        f"请在 guanxi.yaml 中把 {name} 改回 {held}；或用 --out 指定新的输出文件夹；"
        f"或先用 guanxi lake undo 撤销此前的导入（{listed}），再重新导入。",
        name=name,
    )
