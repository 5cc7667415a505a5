"""Sources: add one, rotate its key, change what it may do, close it; and find it by its key."""

from __future__ import annotations

import re

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import Http404

from guanxi.accounts import audit
from guanxi.intake.contracts import DEFAULT_REPLAY_DAYS, NewKey, SourceKind, SourceView
from guanxi.intake.errors import SourceClosed, SourceRefused
from guanxi.intake.models import Source
from guanxi.intake.write_keys import MAX_CHARACTERS, hash_of, is_key_of, new_write_key, prefix_of

KEY = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]", re.ASCII)
RESERVED = frozenset({"files"})
"""Identity space of imported files: an event's id must not meet a row's."""
EVENTS_PER_MINUTE = {SourceKind.SERVER: 600_000, SourceKind.APP: 6_000}
MAX_EVENTS_PER_MINUTE = 6_000_000
MAX_REPLAY_DAYS = 400


def view_of(row: Source) -> SourceView:
    """``row`` as others see it: without the hash."""
    return SourceView(
        source_id=row.pk,
        public_id=row.public_id,
        kind=SourceKind(row.kind),
        key=row.key,
        name=row.name,
        key_prefix=row.key_prefix,
        may_create_contacts=row.may_create_contacts,
        replay_days=row.replay_days,
        events_per_minute=row.events_per_minute,
        created_ms=row.created_ms,
        closed_ms=row.closed_ms,
    )


def find_by_write_key(write_key: str) -> SourceView | None:
    """The source whose key this is; ``None`` for every other text.

    Raises
    ------
    SourceClosed
        when the key is right and the source was closed.
    """
    if not 0 < len(write_key) <= MAX_CHARACTERS or not write_key.isascii():
        return None
    row = Source.objects.filter(key_prefix=prefix_of(write_key)).first()
    # An unknown prefix is compared as well, so that the time of an answer says nothing about prefixes.
    is_right = is_key_of(write_key, row.key_hash if row else "")
    if row is None or not is_right:
        return None
    if row.closed_ms is not None:
        raise SourceClosed(
            "The source of this key was closed. Ask the brand's administrator for a new one.",
            "此密钥所属的来源已关闭。请向品牌管理员申请新的来源。",
        )
    return view_of(row)


def add_source(
    *,
    key: str,
    name: str,
    kind: SourceKind,
    now_ms: int,
    actor_id: int | None,
    may_create_contacts: bool = True,
    replay_days: int = DEFAULT_REPLAY_DAYS,
    events_per_minute: int | None = None,
    is_own: bool = False,
) -> NewKey:
    """A new source with its write key, which nobody can see again.

    Parameters
    ----------
    key : the lake's name of it, small letters, digits and dashes; never changed, because files hold it.
    is_own : the workspace writes to it itself, so it connects nothing from outside: a home of demo data may have it.

    Raises
    ------
    SourceRefused
        for a key that is none or taken, an empty name, limits outside of their bounds, and in a home of demo data.
    """
    if not is_own:
        _check_is_no_demo()
    pace = EVENTS_PER_MINUTE[kind] if events_per_minute is None else events_per_minute
    _check(key, name, replay_days, pace)
    write_key = new_write_key()
    row = Source(
        kind=kind,
        key=key,
        name=name.strip(),
        key_prefix=prefix_of(write_key),
        key_hash=hash_of(write_key),
        may_create_contacts=may_create_contacts,
        replay_days=replay_days,
        events_per_minute=pace,
        created_ms=now_ms,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            audit.record(
                "source.added",
                at_ms=now_ms,
                actor_id=actor_id,
                subject=f"source:{row.public_id}",
                after={"key": key, "kind": kind.value, "key_prefix": row.key_prefix},
            )
    except IntegrityError as error:
        raise SourceRefused(
            f"There is a source “{key}” already. Choose another key.", f"已有来源“{key}”。请换一个标识。"
        ) from error
    return NewKey(view_of(row), write_key)


def rotate_key(public_id: str, *, now_ms: int, actor_id: int | None) -> NewKey:
    """A new write key; the former one is refused from now on.

    Raises
    ------
    SourceRefused
        when the source is closed.
    """
    write_key = new_write_key()
    with transaction.atomic():
        row = _locked(public_id)
        if row.closed_ms is not None:
            raise SourceRefused(
                f"The source “{row.name}” is closed. Add a new one instead.", f"来源“{row.name}”已关闭。请另行添加。"
            )
        before = row.key_prefix
        row.key_prefix, row.key_hash = prefix_of(write_key), hash_of(write_key)
        row.save(update_fields=["key_prefix", "key_hash"])
        after = {"key_prefix": row.key_prefix}
        _record(row, "source.key_rotated", at_ms=now_ms, actor_id=actor_id, before={"key_prefix": before}, after=after)
    return NewKey(view_of(row), write_key)


def close_source(public_id: str, *, now_ms: int, actor_id: int | None) -> SourceView:
    """Refuse the source's key from now on; what it sent stays. Closing twice is closing once."""
    with transaction.atomic():
        row = _locked(public_id)
        if row.closed_ms is None:
            row.closed_ms = now_ms
            row.save(update_fields=["closed_ms"])
            _record(row, "source.closed", at_ms=now_ms, actor_id=actor_id, before={}, after={"closed_ms": now_ms})
    return view_of(row)


def _locked(public_id: str) -> Source:
    row = Source.objects.select_for_update().filter(public_id=public_id).first()
    if row is None:
        raise Http404
    return row


def _record(
    row: Source, action: str, *, at_ms: int, actor_id: int | None, before: audit.Values, after: audit.Values
) -> None:
    audit.record(action, at_ms=at_ms, actor_id=actor_id, subject=f"source:{row.public_id}", before=before, after=after)


def _check_is_no_demo() -> None:
    """Demo data never stand beside a real channel: nobody could tell the people of one from those of the other."""
    if settings.HOME.demo_mark.exists():
        raise SourceRefused(
            "This workspace shows the demo brand, so no real source is connected to it. Start one for your brand: "
            "guanxi up --home DIR.",
            "这个工作台展示的是演示品牌，不能接入真实的数据源。请为你的品牌另建一个：guanxi up --home 目录。",
        )


def _check(key: str, name: str, replay_days: int, events_per_minute: int) -> None:
    if not KEY.fullmatch(key) or key in RESERVED:
        raise SourceRefused(
            f"“{key[:40]}” cannot be the key of a source. Write 3 to 40 small letters, digits and dashes, beginning"
            " with a letter, such as “mini-program”; “files” is taken by imports.",
            f"“{key[:40]}”不能作为来源标识。请用 3 到 40 个小写字母、数字和短横线，以字母开头，例如 mini-program；"
            "files 已由文件导入使用。",
        )
    if not name.strip() or len(name.strip()) > 80 or not name.strip().isprintable():
        raise SourceRefused(
            "A source needs a name of 1 to 80 characters. Write what people call it.",
            "来源需要 1 到 80 个字符的名称。请写大家对它的称呼。",
        )
    if not 1 <= replay_days <= MAX_REPLAY_DAYS or not 1 <= events_per_minute <= MAX_EVENTS_PER_MINUTE:
        raise SourceRefused(
            f"Repeats are recognised for 1 to {MAX_REPLAY_DAYS} days, and a source may send 1 to"
            f" {MAX_EVENTS_PER_MINUTE:,} events a minute. Choose values between.",
            f"重复识别的天数须为 1 到 {MAX_REPLAY_DAYS}，每分钟事件数须为 1 到 {MAX_EVENTS_PER_MINUTE:,}。"
            "请改为范围内的值。",
        )
