"""IP addresses: dotted quads (RFC 791) and IPv6 (RFC 4291) of the ranges that hosts have.

Four numbers with dots are as often a version or a section of a contract. What tells them apart is how
large the numbers are and what stands before them; addresses of private networks say little of anybody
and count behind a label ("ip=", "客户端", "登录"). Loopback, masks, multicast and public resolvers never do.
"""

from __future__ import annotations

from ..spec import Pattern, Score, Trigger, builtin, score

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_QUAD = (
    "(?<![0-9])(?<![0-9A-Za-z]\\.)(?<![A-Za-z][-_])"
    f"{_OCTET}(?P<dot>[.．。]){_OCTET}(?P=dot){_OCTET}(?P=dot){_OCTET}(?![0-9A-Za-z]|\\.[0-9A-Za-z]|[-_][A-Za-z])"
)
_HEX = "[0-9A-Fa-f]"
#: Global unicast 2000::/3, unique local fc00::/7 and link-local fe80::/10.
_FIRST = f"(?:[23]{_HEX}{{3}}|[Ff][CcDd]{_HEX}{{2}}|[Ff][Ee][89ABab]{_HEX})"
#: Eight groups; one between the first and the last two has three or four digits, which is what the trigger looks for.
_FULL = f"{_FIRST}(?=(?::{_HEX}{{1,4}}){{0,4}}:{_HEX}{{3,4}}:{_HEX}{{1,4}}:)(?::{_HEX}{{1,4}}){{7}}"
_GAPPED = f"{_FIRST}(?::{_HEX}{{1,4}}){{0,5}}:(?::{_HEX}{{1,4}}){{1,6}}"
_SMALL = 32
"""Versions and sections count up from one; of random addresses one in 500 has its first three numbers below this."""
#: Resolvers everybody uses.
_RESOLVERS = frozenset(
    "8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9 114.114.114.114 114.114.115.115 223.5.5.5 223.6.6.6 119.29.29.29 180.76.76.76".split()
)


def _check_quad(value: str) -> Score | None:
    value = value.replace("．", ".").replace("。", ".")
    first, second, third, last = map(int, value.split("."))
    if first in (0, 127) or first >= 224 or not (second or third or last) or value in _RESOLVERS:
        return None
    if first < _SMALL and second < _SMALL and third < _SMALL:
        return score(0.3, 0.95)
    if _is_private(first, second):
        return score(0.4, 0.95, 0.1)
    return score(0.3 if last == 0 else 0.7, 0.96, 0.1)


def _is_private(first: int, second: int) -> bool:
    """Private (RFC 1918), link-local (RFC 3927) or shared by a provider's customers (RFC 6598)."""
    return (
        first == 10
        or (first == 172 and 16 <= second < 32)
        or (first, second) in ((192, 168), (169, 254))
        or (first == 100 and 64 <= second < 128)
    )


def _check_six(value: str) -> Score | None:
    """With a gap there are seven groups at most; two groups of decimal digits may be a year and a number."""
    groups = value.replace("::", ":").split(":")
    if "::" in value and (len(groups) > 7 or (len(groups) < 3 and value.replace(":", "").isdigit())):
        return None
    return score(0.8, 0.97, 0.3) if value[0] in "23" else score(0.6, 0.95, 0.2)


RECOGNIZER = builtin(
    "IP_ADDRESS",
    [
        Pattern(
            "v4",
            _QUAD,
            score(0.7, 0.96),
            anchor=Trigger("[0-9](?:\\.[0-9]{1,3}\\.[0-9]{1,3}\\.|．[0-9]{1,3}．[0-9]{1,3}．|。[0-9]{1,3}。[0-9]{1,3}。)[0-9]", 14, ahead=4),
            check=_check_quad,
        ),
        Pattern(
            "v6",
            f"(?<![0-9A-Fa-f:.])(?:{_FULL}|{_GAPPED})(?![0-9A-Za-z]|:[0-9A-Fa-f:]|\\.[0-9])",
            score(0.8, 0.97),
            anchor=Trigger(f"(?::{_HEX}{{1,4}}|{_FIRST})::{_HEX}|:{_HEX}{{3,4}}:{_HEX}{{1,4}}:", 36, ahead=40),
            check=_check_six,
        ),
    ],
    labels=(
        "ip", "ipv4", "ipv6", "ip address", "ip addr", "ip地址", "IP地址", "IP位址", "ip位址", "网络地址", "網路位址", "client ip", "remote addr", "remote address", "client",
        "remote", "x forwarded for", "source ip", "客户端", "客戶端", "用户端", "用戶端", "来源", "來源", "登录", "登錄", "登入", "登陆", "访问者", "訪客",
    ),
    vetoes=(
        "服务器", "服務器", "伺服器", "server", "网关", "閘道", "gateway", "网段", "網段", "子网", "子網", "掩码", "遮罩", "subnet", "netmask", "dns", "upstream",
        "ver", "version", "版本", "版本号", "build", "release", "firmware", "固件", "内核", "kernel", "章节", "條款", "条款", "sdk", "jdk", "driver", "驱动",
    ),
    level="C1",
    title_en="IP address, versions 4 and 6",
    title_zh="IP 地址",
    standard="RFC 791; RFC 4291",
    example="203.0.113.77",
)  # fmt: skip
