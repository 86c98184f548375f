"""What the columns of a table say of each other."""

from __future__ import annotations

import pytest

from piiguard.formats.columns import labels


@pytest.mark.parametrize("names", [["网点名称", "地址", "电话"], ["hospital", "address"], ["分公司", "详细地址", "邮编"]])
def test_an_address_in_a_table_of_organisations_is_theirs(names: list[str]) -> None:
    assert labels(names)[1] == "机构地址"


@pytest.mark.parametrize(
    "names",
    [["就诊医院", "地址", "病历号"], ["医院", "地址", "社保卡号"], ["网点名称", "地址", "客户姓名"], ["branch", "address", "gender"], ["门店", "地址", "年龄"], ["编号", "地址"]],
)
def test_a_column_of_persons_makes_it_a_persons(names: list[str]) -> None:
    assert labels(names) == names
