"""Why something was not read, in both languages, and what somebody who must act can do about it."""

from __future__ import annotations

import re

# expression over the reason, the reason in Chinese and English, and what to do in Chinese and English; the first that
# is found counts
_ROWS: tuple[tuple[str, tuple[str, str], tuple[str, str]], ...] = (
    (
        r"encrypt|password",
        ("已加密", "encrypted"),
        ("向所有者索取密码，解密后重新扫描", "ask its owner for the password, decrypt it and scan again"),
    ),
    (
        r"not installed|pip install",
        ("缺少可选组件", "an optional part is missing"),
        ("按原因中的命令安装后重新扫描", "install what the reason names and scan again"),
    ),
    (
        r"ermission|denied|not permitted|refused|401|403",
        ("没有读取权限", "no right to read it"),
        ("换用有只读权限的账号重新扫描", "scan again as an account that may read it"),
    ),
    (
        r"changed while",
        ("读取时内容发生变化", "it changed while it was read"),
        ("在没有写入时重新扫描", "scan again when nobody writes to it"),
    ),
    (
        r"limit|too large|too many|too deep|memory|timed? ?out|seconds",
        ("超出限制", "over a limit"),
        ("确认来源可信后，放宽限制重新扫描", "if its origin is trusted, raise the limit and scan again"),
    ),
    (
        r"link to what|link loop|too many levels",
        ("链接没有目标", "a link that leads nowhere"),
        ("修正或删除该链接", "mend or remove the link"),
    ),
    (
        r"not a file",
        ("不是文件", "not a file"),
        ("设备、管道和套接字没有可读取的内容，一般无需处理", "devices, pipes and sockets hold nothing to read; usually nothing"),
    ),
    (
        r"charset|bytes that|decod|not utf",
        ("字符编码无法确定或有误", "its charset is unknown or broken"),
        ("人工抽查；转成 UTF-8 后重新扫描", "look into it by hand; convert it to UTF-8 and scan again"),
    ),
    (
        r"encoded mail",
        ("邮件内的编码部分未解码", "encoded parts of mail"),
        ("另存为 .eml 文件后重新扫描", "save it as an .eml file and scan again"),
    ),
    (
        r"not supported|no text|image|binary",
        ("不支持的格式", "a kind of file that is not read"),
        ("人工检查，或转换为支持的格式后扫描", "look into it by hand, or convert it and scan again"),
    ),
    (
        r"No such|not found|404|does not exist|no longer",
        ("对象已不存在", "it is not there any more"),
        ("确认是否被移动或删除，再重新扫描", "find out whether it was moved or removed, and scan again"),
    ),
    (
        r"connect|network|reset|unreachable|50[0-9]|I/O|Input/output",
        ("读取中断", "reading broke off"),
        ("检查网络和存储后重新扫描", "check network and storage, and scan again"),
    ),
    (
        r"internal error|could not be searched|worker",
        ("程序内部错误", "a fault of the scanner"),
        ("请报告此问题，并人工检查该对象", "report it, and look into the object by hand"),
    ),
    (
        r"break|broken|damaged|corrupt|truncated|malformed|not what|ends|invalid",
        ("文件损坏或不完整", "it is damaged or cut off"),
        ("取得完整的文件后重新扫描", "get a whole copy and scan again"),
    ),
)
_OTHER = (("其他原因", "another reason"), ("按原因人工检查", "look into it by hand"))


def explain(reason: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """(what it means, what to do), each in Chinese and English."""
    for expression, meaning, advice in _ROWS:
        if re.search(expression, reason, re.I):
            return meaning, advice
    return _OTHER
