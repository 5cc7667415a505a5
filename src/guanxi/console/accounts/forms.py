"""What the small forms of accounts share: the refusal beside its field, a password typed twice."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from guanxi.accounts.contracts import Role
from guanxi.accounts.errors import AccountsError, FieldRefused
from guanxi.console.reading import reader_in


def refusal(request: HttpRequest, error: AccountsError | None) -> dict[str, Any]:  # Any: a template's context
    """The context of a form: the sentence, and the field to which it belongs (``""`` for the form as a whole)."""
    if error is None:
        return {"error": "", "wrong": ""}
    field = error.field if isinstance(error, FieldRefused) else ""
    return {"error": error.message(reader_in(request).lang), "wrong": field}


def repeated(request: HttpRequest) -> str:
    """The new password of the form, which was typed twice.

    Raises
    ------
    FieldRefused
        when the two differ.
    """
    password = request.POST.get("password", "")
    if password != request.POST.get("again", ""):
        raise FieldRefused(
            "The two passwords differ. Type the same one twice.", "两次输入的密码不一致。请重新输入。", field="again"
        )
    return password


def chosen_roles(request: HttpRequest) -> frozenset[Role]:
    """The roles that were ticked.

    Raises
    ------
    FieldRefused
        for a role that there is not.
    """
    try:
        return frozenset(Role(value) for value in request.POST.getlist("roles"))
    except ValueError as error:
        raise FieldRefused(
            "There is no such role. Choose among those of the page.",
            "没有这个角色。请在页面列出的角色中选择。",
            field="roles",
        ) from error
