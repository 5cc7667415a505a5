"""What imports refuse."""

from __future__ import annotations

from guanxi.kit.errors import GuanxiError


class ImportsError(GuanxiError):
    """Base of what imports refuse."""

    code = "imports.error"


class UploadRefused(ImportsError):
    """A file that is too large, of a format that is not read, or that the disk cannot hold."""

    code = "imports.upload_refused"
    status = 413


class NotADraft(ImportsError):
    """The import is under way, done or taken back: its files and mapping stand."""

    code = "imports.not_a_draft"


class NothingToImport(ImportsError):
    """Every file is left out, or one of them cannot be read as it stands."""

    code = "imports.nothing_to_import"


class NothingToUndo(ImportsError):
    """There is no published import to take back."""

    code = "imports.nothing_to_undo"
