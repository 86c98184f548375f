"""Values other systems have masked are recognised as such and left alone: under every policy, with each engine.

Some systems mask with letters; four X in a row are a mask where letters belong to the value.
"""

from __future__ import annotations

import pytest

from piiguard import Guard, Policy

MASKED = [
    "手机138****1234",
    "手机号：138****1234，请核对",
    "手机138 **** 1234",
    "手机138-****-1234",
    "手机138****1234(微信同号)",
    "手机138●●●●1234",
    "手机138••••1234",
    "手机138····1234",
    "手机138xxxx1234",
    "手机138XXXX1234",
    "手机138＊＊＊＊1234",
    "手机138****5678、139****1234",
    "电话010-****5678",
    "电话0571-8*****78",
    "身份证1101**********002X",
    "身份证号110105********002X",
    "身份证110105XXXXXXXX002X",
    "身份证110105xxxxxxxx002x",
    "身份证1****************X",
    "身份证110***********0021",
    "身份证（110105********0021）",
    "身份证号码：***************002X",
    "银行卡6222 **** **** 1234",
    "银行卡6222************1234",
    "银行卡6222 **** **** **** 234",
    "卡号622202******1234",
    "卡号6222xxxxxxxx1234",
    "卡号622202XXXXXXXXX1234",
    "卡号6222-****-****-1234",
    "账号************1234",
    "账号1202***********5975",
    "账号1202XXXXXXXXXXX5975",
    "收款账号：1202 **** **** 5975",
    "保单号PDAA**************0001",
    "保单号PDAA20261101******0001",
    "保单号PDAAXXXXXXXXXXXXXX0001",
    "保单号2104*******8559",
    "保单号：PDAA2026****0001",
    "保单号：1234XXXXXX5678",
    "车牌京A***45",
    "车牌京A12**5",
    "车牌京A·1***5",
    "护照E1*****78",
    "护照E*******8",
    "护照号：E1XXXXX78",
    "邮箱l***@example.com",
    "邮箱li***ng@example.com",
    "邮箱li****@163.com",
    "邮箱l**g@163.com",
    "微信号zha***55",
    "微信号z********5",
    "微信：hem*****",
    "微信 zh**yan55",
    "QQ5*******7",
    "QQ：536***647",
    "QQ 53****47",
    "支付宝138****5678",
    "支付宝l***@163.com",
    "CVV***",
    "CVV：***，有效期**/**",
    "有效期**/28",
    "有效期12/**",
    "车架号LSV**************",
    "车架号LSVAA000*********",
    "统一社会信用代码91350100**********43",
    "统一社会信用代码91**************43",
    "通行证H******78",
    "港澳通行证C1****678",
    "香港身份证A******(*)",
    "香港身份证A123***(*)",
    "尾号****",
    "尾号为**34",
    "6222************(尾号1234)",
    "****（尾号1234）",
    "王*明 138****1234 1101**********002X",
    '"mobile":"138****1234","idNo":"1101**********002X"',
    "mobile=138****1234&idNo=1101**********002X",
    "1101**********002X,138****1234,6222********1234",
    "手机：【138****1234】",
    "手机尾号****1234",
    "回电138****1234转801",
    "会员卡号8800****1234",
    "13812345***",
    "138123*****",
    "6222021001116******",
    "1101051949123*****",
    "身份证110105194912****2X",
    "手机号1381234****",
    "[手机:138****1234]",
    "手机139******78，210444419068559",
    "卡号6222…1234",
    "卡号6222....1234",
    "手机138...1234",
    "手机138-XXXX-1234",
    "身份证1101051990XXXXXXXX",
    "身份证号11010519XXXXXXXXXX",
    "卡号 6222 XXXX XXXX 1234",
    "账号 1202 XXXX XXXX XXXX 975",
    "护照E12XXXX78",
    "护照E12xxxx78",
    "保单号PDAA2026XXXX00010001",
    "保单号：6605XXXXXXXX1234",
    "投保单号1234-XXXX-5678-0001",
    "赔案号R1234xxxx567890",
    "微信号XXXXXXXX",
    "微信：xxxxxx",
    "微信 xxxx1234",
    "QQ：1234xxxx",
    "QQ XXXXXX123",
    "支付宝138XXXX5678",
    "发动机号XXXX1234",
    "车架号LSVAA4182XXXXXXXX",
    "手机XXXXXXXX678",
    "手机***********",
    "身份证******************",
    "13812XX5678",
    "CVV XXX",
    "有效期XX/XX",
    "通行证H12XXXX78",
    "回乡证H1234XXXX",
    "证件号：1101**********0021（身份证）",
    "电话：(010)****5678",
    "电话 021-5****678",
    "电话：6234****",
    "尾号XXXX1234",
]
#: A masked value beside one that is not: what is masked, and what is left.
BESIDE = [
    ("手机138****1234，备用13912345678", "13912345678"),
    ("卡号6222 **** **** 1234，换成6222025522864920572", "6222025522864920572"),
    ("身份证1101**********002X，手机139 1234 5678", "139 1234 5678"),
    ("账号************5975，新账号1202566068144625975", "1202566068144625975"),
    ("微信z********5，QQ：536336647", "536336647"),
    ("卡号****-****-****-1234 有效期 12/28", "12/28"),
]


@pytest.fixture(scope="module")
def guards() -> list[Guard]:
    policies = [Policy.builtin(name) for name in ("default", "strict", "display")]
    return [Guard(policy, engine=engine) for policy in policies for engine in ("hyperscan", "re")]


@pytest.mark.parametrize("text", MASKED)
def test_a_masked_value_is_left_alone(text: str, guards: list[Guard]) -> None:
    for guard in guards:
        assert guard.find(text) == []
        assert guard.mask(text) == text


@pytest.mark.parametrize(("text", "value"), BESIDE)
def test_a_value_beside_a_masked_one_is_found(text: str, value: str, guards: list[Guard]) -> None:
    for guard in guards:
        assert [text[f.start : f.end] for f in guard.find(text)] == [value]
