"""Refusals of people."""

from __future__ import annotations

from guanxi.kit.errors import GuanxiError


class PeopleError(GuanxiError):
    """Base of what people refuse."""

    code = "people.error"


class NotMergeable(PeopleError):
    """These two contacts cannot be made one."""

    code = "people.not_mergeable"


class NotUndoable(PeopleError):
    """A merge that cannot be taken back now."""

    code = "people.not_undoable"


class CaseDecided(PeopleError):
    """An identity case that somebody decided already."""

    code = "people.case_decided"


class BadTag(PeopleError):
    """A tag that cannot be."""

    code = "people.bad_tag"


class BadConsent(PeopleError):
    """A consent entry that would prove nothing."""

    code = "people.bad_consent"


class BadRule(PeopleError):
    """A rule with an unknown field, operator or value."""

    code = "people.bad_rule"


class BadFilter(PeopleError):
    """A filter of the list that names nothing known."""

    code = "people.bad_filter"
    status = 422


class BadPositions(PeopleError):
    """A table that is no book's table of contacts."""

    code = "people.bad_positions"
