"""Writes the example data: one insurer's day in four files, the same customers in all of them.

    python examples/generate.py [FOLDER]     # examples/data when no folder is given

Every value comes from the seeded generators of ``piiguard.testing``: nobody in these files exists,
and a second run writes the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

from piiguard.testing import Values, full_width, grouped, spoken

SEED = 20261122
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑"
GIVEN = ("建国", "秀英", "子轩", "雨涵", "志强", "丽", "敏", "浩然", "桂兰", "欣怡", "磊", "海燕", "文静")
STREETS = ("杭州市西湖区文三路", "成都市武侯区人民南路", "武汉市洪山区珞喻路", "济南市历下区泉城路")
MORNING = 1_795_309_200_000  # 2026-11-22 09:00 in Beijing, as Unix milliseconds
COLUMNS = (
    "报案号", "保单号", "被保险人", "证件号码", "联系电话", "车牌号",
    "车架号", "领款账号", "出险日期", "赔款金额", "备注",
)  # fmt: skip
CHATS = 14
CLAIMS = 40
REQUESTS = 90


class Customer:
    """A customer with the numbers an insurer knows."""

    def __init__(self, values: Values) -> None:
        self.name = values.pick(FAMILY) + values.pick(GIVEN)
        self.id_card = values.id_card()
        self.mobile = values.mobile()
        self.email = values.email()
        self.card = values.bank_card(values.pick((16, 19)))
        self.plate = values.license_plate(values.pick(("blue", "blue", "nev_small")))
        self.vin = values.vin()
        self.policy = values.policy_number("picc")
        self.application = values.application_number("picc")
        self.claim = values.claim_number("picc")
        self.contract = values.policy_number("lis_life")
        self.address = (
            f"{values.pick(STREETS)}{values.below(300) + 1}号"
            f"{values.below(20) + 1}幢{values.below(3) + 1}单元{values.below(18) + 1}0{values.below(4) + 1}室"
        )


def conversations(c: Customer) -> tuple[tuple[str, ...], ...]:
    """What customers write to the chatbot: agent and customer in turn, the customer first."""
    return (
        (
            f"你好，我身份证{c.id_card}，帮我看看车险什么时候到期",
            f"您好{c.name[0]}先生/女士，您名下{c.plate}的商业险保单{c.policy}还有23天到期。",
            f"行，续保的链接发我手机{c.mobile}吧",
        ),
        (
            "刚才在高架上被追尾了，怎么报案",
            "请您先确保安全。请提供车牌号和联系电话。",
            f"{c.plate}，{grouped(c.mobile, (3, 4))}",
            f"已为您立案，报案号{c.claim}，查勘员30分钟内联系您，您也可以拨打95518。",
        ),
        (
            f"退保的钱打到这张卡上：{grouped(c.card, (4, 4, 4, 4))} 户名{c.name}",
            "请问保险合同号是多少？",
            f"合同号{c.contract}",
            "已登记，预计3个工作日到账，流水号202611221530459917733482。",
        ),
        (
            f"投保单号{c.application}，交了三天了怎么还在核保",
            f"核保员需要补充体检报告，请发送到{c.email}对应的上传链接。",
            f"邮箱不用了，加我微信，手机号{full_width(c.mobile)}",
        ),
        (
            f"我打字慢，号码是{spoken(c.mobile)}，让人工给我回电话",
            "好的，已为您转接人工坐席，工号80012345。",
        ),
        (
            f"电子发票抬头：{c.address[:3]}恒信贸易有限公司，邮箱{c.email}",
            "发票已开具，发票号码25312000000156738842，请查收。",
        ),
    )


def chat_log(values: Values, customers: list[Customer]) -> str:
    """A chat log: one JSON object a message."""
    rows = []
    for index in range(CHATS):
        customer = customers[index % len(customers)]
        session = values.uuid()
        moment = MORNING + index * 1_500_000 + values.below(600_000)
        turns = conversations(customer)
        for turn, content in enumerate(turns[index % len(turns)]):
            row = {
                "session": session,
                "ts": moment + turn * 21_000,
                "role": "assistant" if turn % 2 else "user",
                "content": content,
            }
            rows.append(json.dumps(row, ensure_ascii=False))
    return "".join(f"{row}\n" for row in rows)


def claims_export(values: Values, customers: list[Customer]) -> str:
    """The claims system's export as spreadsheets open it: CSV with CRLF (written as GB18030)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for index in range(CLAIMS):
        c = customers[index % len(customers)]
        spouse = f"联系人改为配偶，电话{values.mobile()}"
        note = values.pick(("", "", spouse, "单方事故，无人伤", f"地址：{c.address}"))
        day = f"{values.date(2025, 2025)}"
        paid = f"{values.digits(4)}.{values.digits(2)}"
        claim = c.claim if index < len(customers) else values.claim_number("picc")
        known = (c.policy, c.name, c.id_card, c.mobile, c.plate, c.vin, c.card)
        writer.writerow((claim, *known, day, paid, note))
    return out.getvalue()


def log_message(values: Values, c: Customer) -> str:
    """The level and message of one log line; two of three say nothing about the customer."""
    trace, order = values.trace_id(), values.order_number()
    clean = (
        f"INFO  c.i.gw.TraceFilter - traceId={trace} uri=/api/v3/health cost={values.below(9)}ms",
        f"INFO  c.i.gw.TraceFilter - traceId={trace} uri=/api/v3/quote cost={values.digits(3)}ms",
        f"INFO  c.i.pay.PayClient - orderNo={order} amount={values.digits(4)}.00 SUCCESS",
        f"INFO  c.i.id.SnowflakeWorker - next={values.snowflake_id()} worker=7",
    )
    personal = (
        f"DEBUG c.i.policy.PolicyMapper - select by policy_no={c.policy} rows=1",
        f'INFO  c.i.user.LoginService - {{"mobile":"{c.mobile}","ip":"{values.ipv4()}"}}',
        f"WARN  c.i.verify.IdClient - 姓名与证件不一致 name={c.name} idNo={c.id_card}",
        f"ERROR c.i.pay.RefundJob - 退款失败 cardNo={c.card} policy={c.contract} code=E4031",
    )
    return values.pick(personal if values.below(3) == 0 else clean)


def application_log(values: Values, customers: list[Customer]) -> str:
    """A service's log."""
    lines = []
    clock = 9 * 3_600_000
    for _ in range(REQUESTS):
        clock += values.below(40_000)
        seconds, millis = divmod(clock, 1000)
        at = f"2026-11-22 {seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{millis:03}"
        level, _, message = log_message(values, values.pick(customers)).partition(" ")
        lines.append(f"{at} {level:5} [exec-{values.below(20) + 1}] {message.lstrip()}\n")
    return "".join(lines)


def email_thread(customers: list[Customer]) -> str:
    """An e-mail thread between a customer, a claims handler and a repair shop."""
    c, handler = customers[0], customers[1]
    return f"""From: {c.name} <{c.email}>
To: {handler.name} <{handler.email}>
Date: Sun, 22 Nov 2026 09:12:44 +0800
Subject: 理赔材料 {c.claim}

您好，

我是{c.plate}的车主{c.name}，报案号{c.claim}，保单号{c.policy}。
身份证号{c.id_card}，赔款请打到{grouped(c.card, (4, 4, 4, 4))}（本人账户）。
白天开会，请打{c.mobile}，或者家里座机 0571-2601 7788 转 203。

谢谢
{c.name}


From: {handler.name} <{handler.email}>
To: {c.name} <{c.email}>
Date: Sun, 22 Nov 2026 10:03:05 +0800
Subject: Re: 理赔材料 {c.claim}

{c.name[0]}先生/女士：

材料已收到。车架号{c.vin}与行驶证一致，定损金额12,480.00元，预计3个工作日到账。
如有疑问请拨打95518，或直接联系我：{grouped(handler.mobile, (3, 4, 4), "-")}。

{handler.name} | 理赔部


> 2026年11月22日 10:40，{c.name}写道：
> 维修厂说要寄旧件，请寄到：{c.address}，收件人{c.name}，{c.mobile}。
> 快递单号SF1368821457230发出后请告诉我。
"""


def main() -> None:
    """Write the four files."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data"
    folder.mkdir(parents=True, exist_ok=True)
    values = Values(SEED)
    customers = [Customer(values) for _ in range(12)]
    files = {
        "chat.jsonl": chat_log(values, customers).encode(),
        "claims_gb18030.csv": claims_export(values, customers).encode("gb18030"),
        "app.log": application_log(values, customers).encode(),
        "email_thread.txt": email_thread(customers).encode(),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
