"""What imports refuse."""

from __future__ import annotations

from guanxi.kit.errors import GuanxiError


class ImportsError(GuanxiError):
    """Base of what imports refuse."""

    code = "imports.error"


class UploadRefused(ImportsError):
    """More than is taken, or than the disk can hold: none of the files is kept."""

    code = "imports.upload_refused"
    status = 413


class NotWhole(UploadRefused):
    """The form ended before its end: nothing of it is kept."""

    code = "imports.not_whole"
    status = 400


class FileRefused(ImportsError):
    """One file that is empty or of a format that is not read; the others go on."""

    code = "imports.file_refused"
    status = 422


class NoFileLeft(ImportsError):
    """No file was chosen, or each was refused."""

    code = "imports.no_file_left"
    status = 422


class NotADraft(ImportsError):
    """The import is under way, done or taken back: its files and mapping stand."""

    code = "imports.not_a_draft"


class NothingToImport(ImportsError):
    """Every file is left out, or one of them cannot be read as it stands."""

    code = "imports.nothing_to_import"


class NothingToUndo(ImportsError):
    """There is no published import to take back."""

    code = "imports.nothing_to_undo"
