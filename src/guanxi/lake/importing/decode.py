"""From bytes to blocks of UTF-8 lines: byte-order mark, then strict UTF-8, then GB18030; nothing is dropped.

A block holds whole lines only. A file that mixes encodings is read line by line in the file's main encoding, then in
the other; a line that is text in neither is marked, and the reader quarantines its row.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK_BYTES = 8 << 20
LONGEST_LINE_BYTES = 32 << 20
SAMPLE_BYTES = 64 << 20
MOST_CONTROL = 0.05
"""Share of control characters in what is still called text; noise has an eighth."""
UTF8, GB18030 = "utf-8", "gb18030"

_MARKS = (
    (codecs.BOM_UTF8, UTF8, "utf-8 (BOM)"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le (BOM)"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be (BOM)"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How a file's bytes are to be read.

    Parameters
    ----------
    codec : Python's name.
    shown : for people.
    mark_bytes : length of the byte-order mark to skip.
    """

    codec: str
    shown: str
    mark_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines as UTF-8 bytes, each ending with a line feed, and which of them (from 0) are not text."""

    data: bytes
    undecodable: frozenset[int] = frozenset()
    done_bytes: int = 0


def detect_encoding(path: Path, stated: str = "") -> Encoding:
    """The encoding of a file: as stated in the settings, else by its bytes (all of them: one pass)."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    for mark, codec, shown in _MARKS:
        if head.startswith(mark):
            return Encoding(codec, shown, len(mark))
    if stated:
        return Encoding(codecs.lookup(stated).name, stated)
    wide = _wide_codec(head)
    if wide:
        return Encoding(wide, wide)
    if _is_utf8(path):
        return Encoding(UTF8, UTF8)
    return _mixed_or_gb18030(path)


def looks_like_text(path: Path) -> bool:
    """Whether the first part of a file may be text at all: in programs, images and noise control characters abound."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if any(head.startswith(mark) for mark, _, _ in _MARKS) or _wide_codec(head):
        return True
    n_control = sum(head.count(code) for code in range(32) if code not in (9, 10, 12, 13)) + head.count(127)
    return n_control <= len(head) * MOST_CONTROL


def _wide_codec(head: bytes) -> str:
    """UTF-16 without a mark shows in its NULs, which stand at even or at odd places only."""
    at_even, at_odd = head[0::2].count(0), head[1::2].count(0)
    if at_even + at_odd < len(head) // 20 + 1:
        return ""
    if at_odd >= 20 * at_even:
        return "utf-16-le"
    return "utf-16-be" if at_even >= 20 * at_odd else ""


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder(UTF8)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(BLOCK_BYTES):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _mixed_or_gb18030(path: Path) -> Encoding:
    """By the lines beyond ASCII in the first part of the file: which encoding do more of them obey?"""
    with path.open("rb") as file:
        lines = [line for line in file.read(SAMPLE_BYTES).split(b"\n")[:200_000] if not line.isascii()]
    n_utf8 = sum(_decodes(line, UTF8) for line in lines)
    n_gb_only = sum(_decodes(line, GB18030) and not _decodes(line, UTF8) for line in lines)
    if n_utf8 >= n_gb_only:  # GB18030 text is hardly ever UTF-8 by accident, the other way round it often is
        return Encoding(UTF8, "utf-8 + gb18030" if n_gb_only else UTF8)
    return Encoding(GB18030, "gb18030 + utf-8" if n_utf8 else GB18030)


def _decodes(line: bytes, codec: str) -> bool:
    try:
        line.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def read_blocks(path: Path, encoding: Encoding, block_bytes: int = BLOCK_BYTES) -> Iterator[Block]:
    """The file as blocks of whole lines; the last line gets its line feed if it lacks one."""
    pieces = _wide_pieces(path, encoding, block_bytes) if encoding.codec.startswith("utf-16") else None
    for raw, done in pieces or _narrow_pieces(path, encoding, block_bytes):
        for data, undecodable in [_to_utf8(raw, UTF8 if pieces else encoding.codec)]:
            yield Block(data, undecodable, done)


def _narrow_pieces(path: Path, encoding: Encoding, block_bytes: int) -> Iterator[tuple[bytes, int]]:
    """Bytes cut after a line feed (or a carriage return, in files that know nothing else)."""
    rest = b""
    with path.open("rb") as file:
        file.seek(encoding.mark_bytes)
        while chunk := file.read(block_bytes):
            rest += chunk
            if len(chunk) < block_bytes and not rest.endswith(b"\n"):
                rest += b"\n"  # the end: its last line is no block of its own, which would be planned as a whole one
            cut = rest.rfind(b"\n") + 1
            if not cut and len(rest) > LONGEST_LINE_BYTES:
                cut = rest.rfind(b"\r", 0, -1) + 1 or len(rest)
            if cut:
                yield rest[:cut] if rest[cut - 1 : cut] == b"\n" else rest[:cut] + b"\n", file.tell()
                rest = rest[cut:]
        if rest:
            yield rest + b"\n", file.tell()


def _wide_pieces(path: Path, encoding: Encoding, block_bytes: int) -> Iterator[tuple[bytes, int]]:
    """UTF-16 as UTF-8 bytes; a broken pair or an odd last byte becomes U+FFFD and stays visible."""
    decoder = codecs.getincrementaldecoder(encoding.codec)(errors="replace")
    rest = ""
    with path.open("rb") as file:
        file.seek(encoding.mark_bytes)
        while chunk := file.read(block_bytes):
            rest += decoder.decode(chunk)
            cut = rest.rfind("\n") + 1 or (len(rest) if len(rest) > LONGEST_LINE_BYTES else 0)
            if cut:
                text, rest = rest[:cut], rest[cut:]
                yield (text if text.endswith("\n") else text + "\n").encode(UTF8, "replace"), file.tell()
        rest += decoder.decode(b"", final=True)
        if rest:
            yield (rest + "\n").encode(UTF8, "replace"), file.tell()


def _to_utf8(raw: bytes, codec: str) -> tuple[bytes, frozenset[int]]:
    """Raw lines as UTF-8: at once where the block obeys its encoding, else line by line."""
    try:
        text = raw.decode(codec)
        return (raw if codec == UTF8 else text.encode(UTF8)), frozenset()
    except UnicodeDecodeError:
        pass  # handled below: some line is in another encoding
    except UnicodeEncodeError:
        return text.encode(UTF8, "replace"), frozenset()
    codecs_in_turn = (codec, GB18030 if codec == UTF8 else UTF8)
    lines, undecodable = [], set()
    for number, line in enumerate(raw.split(b"\n")[:-1]):
        fitting = next((name for name in codecs_in_turn if _decodes(line, name)), "")
        if not fitting:
            undecodable.add(number)
        lines.append(line.decode(fitting or codec, "strict" if fitting else "replace"))
    return ("\n".join(lines) + "\n").encode(UTF8, "replace"), frozenset(undecodable)
