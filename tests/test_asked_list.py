"""Whether a question asks for a list, or for one thing that stands in it."""

from __future__ import annotations

import pytest

from answer.asked_list import asks_what_is_listed, names_all_asked
from index.lexical import runs
from ingest.script import search_key


@pytest.mark.parametrize(("question", "leads", "listed"), [
    ("出現哪些情形就會終止？", "有下列情形之一的，慈善信託終止：", True),
    ("案件处理费具体包括哪些支出？", "案件处理费包括：", True),
    ("What duties do archives have?", "档案馆履行下列职责：", True),
    ("Which costs does the handling fee include?", "案件处理费包括：", True),
    ("申请时要交的材料有哪些？", "申请人应当提交下列材料：", True),
    ("有人把许可证租给别人会受什么处罚？", "对下列行为给予处罚：", False),
    ("旧沙发怎么扔？", "按照下列规定投放：", False),
    ("五处古建筑是哪几处？", "对下列不可移动文物实行保护：", False),
])
def test_what_asks_for_the_whole_list(question: str, leads: str, listed: bool) -> None:
    assert asks_what_is_listed(search_key(question), leads) is listed


@pytest.mark.parametrize(("question", "said", "named"), [
    ("重大决策要走哪几道程序？", "严格履行公众参与、专家论证、风险评估、合法性审查等法定程序，防止违法决策。", True),
    ("申請時要交哪些材料？", "应当提交申请表、身份证、户口簿等证明材料。", True),
    ("重大决策要走哪几道程序？", "未经法定程序不得随意变更或停止执行。", False),
    ("重大决策要走哪几道程序？", "提交申请表、身份证、户口簿等证明材料。", False),
])
def test_a_row_that_its_class_closes_names_all(question: str, said: str, named: bool) -> None:
    assert names_all_asked(search_key(question), runs(said)) is named
