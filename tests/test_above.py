"""The one look over a line end: an address under an organisation's name, in every path."""

from __future__ import annotations

import pytest

from piiguard import Guard
from piiguard.cli._blocks import BlockMasker

ADDRESS = "南京市玄武区中山东路301号"
BRANCHES = [
    "服务机构\n名称：南京市理赔中心\n地址：{}\n电话：95518\n",
    "平安财产保险股份有限公司 南京营业部\n客服电话 95511\n地址 {}\n",
    "南京市第一人民医院\r\n地址：{}\r\n",
    "1. 南京营业部：\n   地址：{}\n2. 其他\n",
    "合作医院：南京市第一人民医院\n电话：025-52271000\n地址：{}\n",
    "【南京营业部】\n营业时间：9:00-17:00\n电话 025-84400000\n地址 {}\n",
    '{{\n "branchName": "南京支公司",\n "address": "{}"\n}}\n',
    "中国人寿保险股份有限公司\n南京市分公司\n{}\n",
    "您好，资料在下面\n中国银行新街口支行\n营业地址：{}\n",
]
PEOPLE = [
    "就诊医院：南京市第一人民医院\n地址：{}\n",
    "南京市第一人民医院\n家庭住址：{}\n",
    "南京营业部\n联系人：王秀英\n地址：{}\n",
    "南京营业部\n\n地址：{}\n",
    "客户：我在南京营业部办的\n地址：{}\n",
    "南京营业部\n手机 13912345678\n地址：{}\n",
    "客服电话 95511\n地址：{}\n",
    "地址：{}\n",
    "我在南京营业部办的\n{}\n",
    "南京营业部\n{} 王秀英收\n",
]


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


def addresses(guard: Guard, text: str) -> list[str]:
    return [text[f.start : f.end] for f in guard.find(text) if f.entity_type == "CN_ADDRESS"]


@pytest.mark.parametrize("form", BRANCHES)
def test_a_branch_is_named_above(guard: Guard, form: str) -> None:
    assert addresses(guard, form.format(ADDRESS)) == []


@pytest.mark.parametrize("form", PEOPLE)
def test_anybody_elses_is_found(guard: Guard, form: str) -> None:
    assert addresses(guard, form.format(ADDRESS)) == [ADDRESS]


@pytest.mark.parametrize("form", BRANCHES + PEOPLE)
def test_the_same_in_every_path(guard: Guard, form: str) -> None:
    text = "第一行\n" + form.format(ADDRESS)
    expected = guard.mask(text)
    for cut in range(len(text)):
        stream = guard.stream()
        assert stream.feed(text[:cut]) + stream.feed(text[cut:]) + stream.flush() == expected
    data = text.encode()
    for end in [at + 1 for at in range(len(data)) if data[at : at + 1] == b"\n"]:
        masker = BlockMasker(guard)
        assert (masker.block(data[:end]) + (masker.block(data[end:]) if data[end:] else b"")).decode() == expected


def test_the_re_engine_gives_the_same() -> None:
    plain = Guard(engine="re")
    for form in BRANCHES:
        assert addresses(plain, form.format(ADDRESS)) == []


def test_explain_says_that_it_was_not_kept(guard: Guard) -> None:
    text = BRANCHES[0].format(ADDRESS)
    (item,) = [item for item in guard.explain(text) if item.entity_type == "CN_ADDRESS" and text[item.start : item.end] == ADDRESS][:1]
    assert item.verdict == "not found"
    assert "above" in item.reason


def test_only_the_line_directly_above_counts(guard: Guard) -> None:
    """Behind a line too long for a block, and where a block is done line by line, the lines above are still the right ones."""
    name, bare = "南京营业部\n".encode(), f"地址：{ADDRESS}\n".encode()
    masker = BlockMasker(guard)
    masker.block(name)
    line = masker.long_line()
    line.feed(b"x" * 3000)
    line.flush()
    assert ADDRESS not in masker.block(bare).decode()
    for json_lines in (False, True):
        masker = BlockMasker(guard, json_lines)
        masker.block(name)
        out = masker._line_by_line("你好\n".encode() + bare).decode()
        assert ADDRESS not in out
        masker = BlockMasker(guard, json_lines)
        assert ADDRESS in masker._line_by_line(name + bare).decode()
        masker = BlockMasker(guard, json_lines)
        assert ADDRESS in masker.block(name + bare).decode()
        assert ADDRESS not in masker.block("你好\n".encode() + bare).decode()
