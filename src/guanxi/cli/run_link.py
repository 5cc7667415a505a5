"""``guanxi link``: a one-time link from the server's console, for the first owner or for who cannot sign in."""

from __future__ import annotations

import argparse
import sys

from guanxi.cli.progress import TerminalProgress
from guanxi.cli.run_up import path_of, set_up_link
from guanxi.cli.workspace import enter, home_of
from guanxi.facade.asking import now_ms
from guanxi.kit.errors import SettingsError
from guanxi.kit.phrase import Phrase

ENDED = Phrase(
    "{login} 的旧密码已失效，各设备上的登录也已退出。上面的链接 24 小时内有效，用一次即失效。",
    "The old password of {login} has ended, and so have the sign-ins on all devices. The link above is good for a day"
    " and works once.",
)


def run(options: argparse.Namespace, _progress: TerminalProgress) -> int:
    """Print the set-up link, or with a login a link with which that person chooses a new password."""
    options.address = (options.address or home_of(options).served_at()).rstrip("/")
    enter()
    from guanxi.site.starting import check_ready

    check_ready()
    print(_password_link(options) if options.login else _first_link(options))
    if options.login:
        # Beside the link, not in it: what a script reads stays one line.
        print(ENDED.text(options.lang, login=options.login), file=sys.stderr)
    return 0


def _first_link(options: argparse.Namespace) -> str:
    link = set_up_link(options.address)
    if not link:
        raise SettingsError(
            "This workspace has an owner, so there is no set-up link any more. `guanxi link LOGIN` makes a link for"
            " a new password.",
            "这个工作台已有负责人，不再提供首次设置链接。如需重设密码，请写登录名：guanxi link 登录名。",
        )
    return link


def _password_link(options: argparse.Namespace) -> str:
    from guanxi.accounts.operations import issue_password_link
    from guanxi.accounts.queries import list_people

    public_id = next((one.public_id for one in list_people(options.login)[0] if one.login == options.login), "")
    if not public_id:
        raise SettingsError(
            f"Nobody signs in as “{options.login}”. Look under Settings → Users for the login.",
            f"没有登录名为“{options.login}”的用户。请在“设置 → 用户”中查看登录名。",
        )
    link = issue_password_link(None, public_id, at_ms=now_ms())
    return str(options.address) + path_of("password_link", link.token)
