"""What the audit log's actions are called: one line each, in both languages, whole sentences.

A placeholder takes its value from the entry: ``{after_x}`` and ``{before_x}`` from the fields ``x``, ``{subject}`` from
what it was done to. A value that is missing reads "–"; an action that is not here is shown as its code. Who did it and
when stand beside the sentence.
"""

from __future__ import annotations

from guanxi.kit.phrase import Phrase

ACTIONS: dict[str, Phrase] = {
    "workspace.link_issued": Phrase("在服务器上生成了首次设置链接", "made the set-up link on the server"),
    "workspace.set_up": Phrase("设置了工作台，成为负责人", "set the workspace up and became its owner"),
    "user.created": Phrase(
        "添加了 {subject}（登录名 {after_login}），角色：{after_roles}",
        "added {subject} (login {after_login}) with the roles {after_roles}",
    ),
    "user.renamed": Phrase(
        "把姓名从“{before_name}”改为“{after_name}”", "changed a name from “{before_name}” to “{after_name}”"
    ),
    "user.staff_id_changed": Phrase(
        "把 {subject} 的员工编号从“{before_staff_id}”改为“{after_staff_id}”",
        "changed the staff id of {subject} from “{before_staff_id}” to “{after_staff_id}”",
    ),
    "user.roles_changed": Phrase(
        "把 {subject} 的角色从 {before_roles} 改为 {after_roles}",
        "changed the roles of {subject} from {before_roles} to {after_roles}",
    ),
    "user.roles_waiting": Phrase(
        "{subject} 的这些角色等待负责人批准：{after_roles}",
        "left these roles of {subject} to an owner's approval: {after_roles}",
    ),
    "user.roles_approved": Phrase(
        "批准了 {subject} 的角色：{after_roles}", "approved the roles of {subject}: {after_roles}"
    ),
    "user.closed": Phrase("停用了 {subject} 的账号", "closed the account of {subject}"),
    "user.reopened": Phrase("重新启用了 {subject} 的账号", "opened the account of {subject} again"),
    "user.link_issued": Phrase(
        "为 {subject} 生成了一次性密码链接，原密码失效",
        "made a one-time password link for {subject}; the old password stopped working",
    ),
    "user.password_set": Phrase("通过链接设置了密码", "chose a password by a link"),
    "user.password_changed": Phrase("修改了自己的密码", "changed the own password"),
    "session.signed_in": Phrase("登录了", "signed in"),
    "session.confirmed": Phrase("再次输入密码，确认了是本人", "typed the password again, to confirm who it is"),
    "session.not_confirmed": Phrase(
        "被要求确认本人时，密码输入错误", "was asked to confirm who it is, and gave a wrong password"
    ),
    "session.ended": Phrase("结束了自己的一个会话", "ended one of the own sessions"),
    "session.others_ended": Phrase("结束了自己的其他所有会话", "ended all other own sessions"),
    "session.limited": Phrase(
        "{subject} 的账号连续登录失败，已暂时限制", "{subject} failed to sign in too often and has to wait"
    ),
    "settings.brand_changed": Phrase(
        "修改了品牌设置：{after_settings}", "changed the brand's settings: {after_settings}"
    ),
    "import.started": Phrase("导入了 {after_n_files} 个文件", "imported {after_n_files} files"),
    "import.taken_back": Phrase("撤销了导入 {before_import_id}", "took the import {before_import_id} back"),
    "import.quarantine_exported": Phrase(
        "下载了一次导入中被隔离的 {after_n_rows} 行", "downloaded {after_n_rows} rows that an import had put aside"
    ),
    "book.audit_asked": Phrase("发起了信任审计，截至 {after_as_of}", "asked for a trust audit as at {after_as_of}"),
    "book.troi_asked": Phrase(
        "发起了项目读数，截至 {after_as_of}", "asked for programs to be read out as at {after_as_of}"
    ),
    "book.kept": Phrase("保存了截至 {after_as_of} 的账簿", "kept the book as at {after_as_of}"),
    "book.removed": Phrase("移除了截至 {before_as_of} 的账簿", "removed the book as at {before_as_of}"),
    "book.brought_back": Phrase("恢复了截至 {after_as_of} 的账簿", "brought the book as at {after_as_of} back"),
    "book.exported": Phrase(
        "下载了截至 {after_as_of} 的账簿（{after_form}，客户编号：{after_keys}）",
        "downloaded the book as at {after_as_of} ({after_form}, keys of contacts: {after_keys})",
    ),
    "contact.exported": Phrase(
        "导出了客户名单：{after_filters}（{after_rows}）", "exported a list of contacts: {after_filters} ({after_rows})"
    ),
    "contact.key_shown": Phrase("查看了 {subject} 的完整编号", "looked at the whole key of {subject}"),
    "contact.tag_added": Phrase("给 {subject} 加了标签", "gave {subject} a tag"),
    "contact.tag_removed": Phrase("移除了 {subject} 的标签", "took a tag from {subject}"),
    "contact.consent_granted": Phrase(
        "记录了 {subject} 的同意（{after_purpose}，{after_channel}）",
        "recorded a grant of {subject} ({after_purpose}, {after_channel})",
    ),
    "contact.consent_withdrawn": Phrase(
        "记录了 {subject} 的撤回（{after_purpose}，{after_channel}）",
        "recorded a withdrawal of {subject} ({after_purpose}, {after_channel})",
    ),
    "contact.suppressed": Phrase(
        "停止触达 {subject}（{after_reason}）", "stopped all contact with {subject} ({after_reason})"
    ),
    "contact.suppression_lifted": Phrase(
        "解除了 {subject} 的禁止触达（{after_reason}）", "let {subject} be reached again ({after_reason})"
    ),
    "contact.talked": Phrase("与 {subject} 聊过了", "talked to {subject}"),
    "contact.merged": Phrase("把客户 {after_loser} 并入 {subject}", "merged contact {after_loser} into {subject}"),
    "contact.merge_undone": Phrase(
        "撤销了把 {before_loser} 并入 {subject}", "undid the merge of {before_loser} into {subject}"
    ),
    "identity.case_decided": Phrase(
        "判定了身份问题 {subject}：{after_decision}", "decided the identity case {subject}: {after_decision}"
    ),
    "tag.retired": Phrase("停用了标签 {subject}", "put the tag {subject} away"),
    "tag.revived": Phrase("恢复了标签 {subject}", "brought the tag {subject} back"),
    "tag.created": Phrase("建立了标签 {subject}", "made the tag {subject}"),
    "source.added": Phrase(
        "添加了数据源 {after_key}（密钥 {after_key_prefix}…）", "added the source {after_key} (key {after_key_prefix}…)"
    ),
    "source.key_rotated": Phrase(
        "更换了 {subject} 的密钥（{before_key_prefix}… → {after_key_prefix}…）",
        "gave {subject} another key ({before_key_prefix}… → {after_key_prefix}…)",
    ),
    "source.closed": Phrase("关闭了 {subject}", "closed {subject}"),
    "intake.problems_replayed": Phrase(
        "重新提交了有问题的事件：收下 {after_taken}，仍被拒 {after_refused}",
        "sent events with problems in again: {after_taken} taken, {after_refused} refused",
    ),
    "intake.problems_dismissed": Phrase("搁置了 {after_n} 个有问题的事件", "set {after_n} events with problems aside"),
    "intake.problems_exported": Phrase(
        "下载了 {after_n} 个未收的事件及其内容", "downloaded {after_n} events that were not taken, with what they held"
    ),
    "backup.made": Phrase("备份了数据目录（{after_n_bytes} 字节）", "backed the home up ({after_n_bytes} bytes)"),
    "backup.restored": Phrase("从 {after_of} 的备份恢复了数据目录", "restored the home from the backup of {after_of}"),
    "job.cancelled": Phrase("取消了后台任务（{after_kind}）", "cancelled a background job ({after_kind})"),
    "job.retried": Phrase("重试了后台任务（{after_kind}）", "started a background job again ({after_kind})"),
}

SYSTEM_KINDS = frozenset({"workspace", "user", "session", "source", "key", "job", "backup", "retention", "system"})
"""First words of actions that belong to the machine: what an administrator reads."""


def is_system(action: str) -> bool:
    """Whether ``action`` belongs to the part of the log that an administrator reads."""
    return action.partition(".")[0] in SYSTEM_KINDS
