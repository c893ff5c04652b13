"""Whether a question asks for a list, or for one thing that stands in it."""

from __future__ import annotations

import pytest

from answer.asked_list import asks_what_is_listed
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
