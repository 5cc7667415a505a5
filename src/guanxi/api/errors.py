"""What the API refuses before an event is looked at: each has its HTTP status and advice."""

from __future__ import annotations

from typing import ClassVar

from guanxi.kit.errors import GuanxiError


class ApiError(GuanxiError):
    """Base of the API's refusals."""

    code = "api.error"
    status: ClassVar[int] = 400


class BadRequest(ApiError):
    """The body is not what the address takes."""

    code = "api.bad_request"


class KeyRefused(ApiError):
    """No write key, or a wrong one."""

    code = "api.key_refused"
    status = 401


class UnknownAddress(ApiError):
    """There is nothing at this address."""

    code = "api.unknown_address"
    status = 404


class WrongMethod(ApiError):
    """The address takes another method."""

    code = "api.wrong_method"
    status = 405


class LengthMissing(ApiError):
    """A body of unknown length."""

    code = "api.length_missing"
    status = 411


class BodyTooLarge(ApiError):
    """More bytes than one call may bring."""

    code = "api.body_too_large"
    status = 413


class WrongType(ApiError):
    """A body that is not plain JSON."""

    code = "api.wrong_type"
    status = 415


class TooFast(ApiError):
    """The source sends more than it may."""

    code = "api.too_fast"
    status = 429
    transient = True


class Broken(ApiError):
    """Something broke on our side."""

    code = "api.broken"
    status = 500
    transient = True


class StoreAway(ApiError):
    """The operational store does not answer."""

    code = "api.store_away"
    status = 503
    transient = True
