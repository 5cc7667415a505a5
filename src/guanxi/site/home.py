"""A brand's home directory: where everything of one deployment lies, and the key that it makes for itself."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENT = "GUANXI_HOME"
DEFAULT = "guanxi-home"
KEY_BYTES = 48


@dataclass(frozen=True, slots=True)
class Home:
    """The unit of backup, restore, deletion and isolation: one brand has one home.

    Parameters
    ----------
    path : the directory; made when it is first written to.
    """

    path: Path

    @classmethod
    def from_environment(cls) -> Home:
        """The directory that ``GUANXI_HOME`` names, else ``guanxi-home`` below the working directory."""
        return cls(Path(os.environ.get(ENVIRONMENT) or DEFAULT).expanduser().resolve())

    @property
    def database(self) -> Path:
        """The embedded operational store."""
        return self.path / "guanxi.db"

    @property
    def lake(self) -> Path:
        """The event lake."""
        return self.path / "lake"

    @property
    def books(self) -> Path:
        """Audits that were kept, one folder each."""
        return self.path / "books"

    @property
    def uploads(self) -> Path:
        """Files that people handed in, under names of our own; outside of anything that is served."""
        return self.path / "uploads"

    @property
    def logs(self) -> Path:
        """Structured logs."""
        return self.path / "logs"

    @property
    def restoring(self) -> Path:
        """Where a backup lies while it is being restored; what stands there was begun and not finished."""
        return self.path / ".restoring"

    def log_of(self, process: str) -> str:
        """The file into which one process logs; its folder is made."""
        self.logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        return str(self.logs / f"{process}.jsonl")

    @property
    def address_mark(self) -> Path:
        """Says where the workspace was served last."""
        return self.path / "address"

    def served_at(self, otherwise: str = "http://127.0.0.1:8000") -> str:
        """The address at which ``guanxi up`` served this home last; ``otherwise`` when it never did."""
        try:
            said = self.address_mark.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return otherwise
        return said if said.isprintable() and said.startswith(("http://", "https://")) else otherwise

    @property
    def demo_mark(self) -> Path:
        """Stands where the home holds the demo brand: pages say so, and no real channel is connected to it."""
        return self.path / "demo.json"

    @property
    def demo_begun(self) -> Path:
        """Stands while the demo brand is being put into the home; what was cut off is begun again."""
        return self.path / ".demo-begun"

    def secret_key(self) -> str:
        """The key that signs sessions: ``GUANXI_SECRET_KEY``, else one made at first start and kept for its owner only.

        Two processes that start together agree: the file is made exclusively, and the slower one reads it.
        """
        given = os.environ.get("GUANXI_SECRET_KEY")
        if given:
            return given
        place = self.path / "secret.key"
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not place.exists():
            # Written whole under another name, then linked: a reader never meets half a key.
            draft = self.path / f".secret.{os.getpid()}.{secrets.token_hex(4)}"
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(KEY_BYTES), encoding="ascii")
            try:
                os.link(draft, place)
            except FileExistsError:
                pass  # somebody else was first: theirs counts
            finally:
                draft.unlink()
        return place.read_text(encoding="ascii")
