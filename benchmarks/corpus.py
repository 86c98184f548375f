"""A seeded corpus: an insurer's application log, chat log and text messages, one record a line.

``density`` is the share of lines that hold one or two personal values; the rest
holds what such lines always hold (timestamps, trace ids, order numbers, amounts),
because telling those apart is most of the work. Same seed and size, same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks import values

SEED = 20261122


class Line(NamedTuple):
    """One line without its newline, and the personal values planted in it."""

    text: str
    planted: tuple[str, ...]


_CLASSES = (
    "c.p.claim.service.ClaimServiceImpl",
    "c.p.policy.core.PolicyQueryFacade",
    "c.p.pay.gateway.RefundCallbackHandler",
    "c.p.uw.rule.UnderwritingEngine",
    "c.p.crm.sync.CustomerSyncJob",
    "o.s.web.servlet.DispatcherServlet",
)
_EVENTS = (
    "理赔案件受理完成，等待影像上传",
    "保全变更申请已提交复核",
    "核保规则命中，转人工处理",
    "续期缴费扣款成功，已生成凭证",
    "电子保单签章完成，通知下游系统",
    "查勘任务派发成功，查勘员已接单",
    "客户信息同步完成，更新标签三项",
    "回访问卷已发送，等待客户填写",
    "调用支付网关超时，准备第二次重试",
    "缓存未命中，回源查询数据库",
)
_CHAT = (
    "您好，请问我上个月提交的理赔申请现在处理到哪一步了？",
    "我想了解一下这款医疗险的等待期和免赔额分别是多少。",
    "麻烦帮我查一下续期扣款为什么没有成功，谢谢。",
    "好的，请您稍等，我这边马上为您核实一下。",
    "昨天下雨追尾了，对方全责，需要准备哪些材料呢？",
    "住院发票丢了一张，可以用复印件加盖医院公章吗？",
    "感谢您的耐心等待，系统显示案件已经进入核赔环节。",
    "如果退保的话大概能退回来多少钱，什么时候到账？",
    "我爱人也想投保，年龄五十三岁还可以买重疾险吗？",
    "请问您还有其他问题需要我协助处理吗？",
)
_SMS = (
    "尊敬的客户，您的理赔申请已受理，预计3个工作日内完成审核。",
    "尊敬的客户，您本期保费已扣款成功，感谢您的信任与支持。",
    "温馨提示：您的爱车保险即将到期，请及时办理续保手续。",
    "您预约的保全业务将于明日办理，请携带相关证件准时到达网点。",
)
_PHRASES = {
    "mobile": ("手机号：{}", "联系电话{}", "客户手机{}已登记", "打这个号码找我{}"),
    "id_card": ("身份证号：{}", "我的身份证是{}", "证件号码{}核验通过", "被保险人证件{}"),
    "bank_card": ("银行卡号：{}", "赔款打到{}这张卡", "收款账户{}", "扣款卡号{}"),
    "policy_number": ("保单号：{}", "保单{}生效", "保险单号{}", "我的保单号是{}"),
    "email": ("邮箱：{}", "电子保单发到{}", "联系邮箱{}", "请发送至{}"),
    "plate": ("车牌号：{}", "标的车{}", "车牌{}出险", "我的车是{}"),
}
_KEYS = {
    "mobile": ("mobile", "phone"),
    "id_card": ("idNo", "certNo"),
    "bank_card": ("cardNo", "bankCard"),
    "policy_number": ("policyNo", "plyNo"),
    "email": ("email", "mail"),
    "plate": ("plateNo", "carNo"),
}
_ORDER_KEYS = ("orderNo", "serialNo", "batchId", "reqId")
_ORDER_WORDS = ("订单号", "流水号", "批次号", "交易流水")


def _order_number(rng: Random) -> str:
    """What is long and numeric and is nobody's: snowflake ids and dated serials."""
    if rng.random() < 0.5:
        return str(rng.randrange(10**18, 2 * 10**18))
    day = f"2026{rng.randint(1, 11):02d}{rng.randint(1, 28):02d}"
    return f"{day}{rng.randrange(86400):05d}{rng.randrange(10**7):07d}"


def _day(rng: Random) -> str:
    return f"2026-11-{rng.randint(1, 28):02d}"


def _clock(rng: Random) -> str:
    return f"{rng.randint(8, 21):02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d}"


def _spoken(rng: Random, planted: list[tuple[str, str]]) -> str:
    """The sentence part that carries the planted values, or an ordinary number."""
    if planted:
        return "，".join(rng.choice(_PHRASES[kind]).format(value) for kind, value in planted)
    draw = rng.random()
    if draw < 0.15:
        return f"{rng.choice(_ORDER_WORDS)}{_order_number(rng)}"
    if draw < 0.45:
        return f"金额{rng.randint(100, 99999)}.{rng.randrange(100):02d}元"
    return f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日"


def _keyed(rng: Random, planted: list[tuple[str, str]], shape: str) -> str:
    """The same as key and value; ``shape`` is how a pair is written."""
    pairs = [(rng.choice(_KEYS[kind]), value) for kind, value in planted]
    if not pairs:
        pairs = [("amount", f"{rng.randint(100, 99999)}.{rng.randrange(100):02d}")]
        if rng.random() < 0.25:
            pairs.append((rng.choice(_ORDER_KEYS), _order_number(rng)))
    return ("," if ":" in shape else " ").join(shape.format(key, value) for key, value in pairs)


def _spring(rng: Random, planted: list[tuple[str, str]]) -> str:
    detail = _keyed(rng, planted, "{}={}") if rng.random() < 0.5 else _spoken(rng, planted)
    return (
        f"{_day(rng)} {_clock(rng)}.{rng.randrange(1000):03d}  INFO "
        f"{rng.randint(1000, 32000)} --- [exec-{rng.randint(1, 200)}] {rng.choice(_CLASSES)} : "
        f"traceId={rng.getrandbits(64):016x} {rng.choice(_EVENTS)} {detail} cost={rng.randint(1, 900)}ms"
    )


def _json(rng: Random, planted: list[tuple[str, str]]) -> str:
    detail = _keyed(rng, planted, '"{}":"{}"')
    if rng.random() < 0.5:
        stamp = f'"ts":{1762000000000 + rng.randrange(2 * 10**9)}'
    else:
        stamp = f'"@timestamp":"{_day(rng)}T{_clock(rng)}.{rng.randrange(1000):03d}+08:00"'
    return (
        f'{{{stamp},"level":"INFO","app":"policy-core",'
        f'"traceId":"{rng.getrandbits(128):032x}","msg":"{rng.choice(_EVENTS)}",'
        f'{detail},"ms":{rng.randint(1, 900)}}}'
    )


def _chat(rng: Random, planted: list[tuple[str, str]]) -> str:
    who = f"user_{rng.randrange(10**6):06d}" if rng.random() < 0.6 else f"客服小安{rng.randint(1, 99):02d}"
    return f"[{_day(rng)} {_clock(rng)}] {who}: {rng.choice(_CHAT)}{_spoken(rng, planted)}，谢谢"


def _sms(rng: Random, planted: list[tuple[str, str]]) -> str:
    return f"SMS {_clock(rng)} SENT 【示例保险】{rng.choice(_SMS)}{_spoken(rng, planted)}，客服热线95500"


_SHAPES = (_spring, _json, _chat, _sms)
_SHARES = (45, 65, 90, 100)


def lines(density: float, seed: int = SEED) -> Iterator[Line]:
    """Lines without end. ``density`` is 0..1, the share of lines with personal values."""
    rng = Random(f"{seed}:{density}")
    while True:
        planted: list[tuple[str, str]] = []
        if rng.random() < density:
            planted.append(values.draw(rng))
            if rng.random() < 0.3:
                planted.append(values.draw(rng))
        text = rng.choices(_SHAPES, cum_weights=_SHARES)[0](rng, planted)
        yield Line(text, tuple(value for _, value in planted))


def write(path: Path, size: int, density: float, seed: int = SEED) -> int:
    """Fill ``path`` with whole lines of at most ``size`` bytes; the bytes written are returned."""
    written = 0
    with path.open("wb", buffering=1 << 20) as out:
        for line in lines(density, seed):
            data = line.text.encode() + b"\n"
            if written + len(data) > size:
                return written
            written += out.write(data)
    return written


def message(rng: Random, personal: bool, length: int = 100) -> str:
    """A chat message of exactly ``length`` characters, with or without one personal value."""
    part = _spoken(rng, [values.draw(rng)] if personal else [])
    return "，".join((part, *rng.sample(_CHAT, len(_CHAT))))[:length]


if __name__ == "__main__":  # python -m benchmarks.corpus 0.2 50: a look at 50 lines
    for item in islice(lines(float(sys.argv[1])), int(sys.argv[2])):
        print(item.text)
