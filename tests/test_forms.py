"""What has a form of its own: a person's name, an address, the members of a body."""

from __future__ import annotations

import pytest

from index.forms import has_form
from index.lexical import runs
from ingest.script import search_key

MAILBOX = "建立领导接待日制度，开设市长信箱。"
FILLED = "成立领导小组，组长由市长担任，副组长由区长、副区长担任。"
COMMISSION = "完善行政复议委员会运行机制，为重大、疑难、复杂的案件提供咨询意见。"
BODIES = "行政复议委员会由法律专家、律师和人大代表组成。"
PORTAL = "健全行政权力网上公开透明运行工作机制。"


@pytest.mark.parametrize(("question", "said", "has"), [
    ("石首市市长是谁？", MAILBOX, False), ("誰是市長？", MAILBOX, False), ("Who is the mayor of Shishou?", MAILBOX, False),
    ("领导小组组长是谁？", MAILBOX, False), ("领导小组组长是谁？", FILLED, True), ("组长是谁？", "单位主要领导任组长", True),
    ("市长叫什么名字？", "市长、副市长、秘书长出席。", False),
    ("市长叫什么名字？", "市长：张三丰。", True), ("市长是谁？", "张三同志主持市政府全面工作。", True),
    ("哪位领导签发的？", COMMISSION, False), ("院长是谁任命的？", COMMISSION, True), ("谁负责调解？", MAILBOX, True),
    ("复议委员会由哪些人组成？", COMMISSION, False), ("复议委员会由哪些人组成？", BODIES, True),
    ("村提留由哪几部分组成？", COMMISSION, True),
    ("Who sits on the reconsideration committee?", COMMISSION, False), ("Who sits on the committee?", BODIES, True),
    ("市政府的地址在哪裡？", PORTAL, False), ("What is the address of the city government?", PORTAL, False),
    ("服务大厅地址是什么？", "服务大厅（人民路12号）", True), ("申请书要不要写地址？", PORTAL, True),
    ("Must the applicant's address be stated?", PORTAL, True),
    ("绿道里能不能搭棚子？", "骨干绿道是指连通城市和郊野的主要绿道，包括凤凰绿道等。", False),
    ("綠道裡可以騎電動車嗎？", "绿道具有游憩等功能。", False), ("绿道里可以骑电动车吗？", "禁止机动车和电动自行车通行。", True),
    ("能不能先调解？", "健全诉前多元解纷衔接机制。", True), ("May one build sheds on a greenway?", "绿道是指廊道。", False),
    ("委员任期几年，可否连任？", "委员任期三年。", True),  # asks for the years first
    ("绿道由谁管理？", "骨干绿道是指连通城市和郊野的主要绿道。", False), ("绿道由谁管理？", "市林业和绿化部门负责编制规划。", True),
    ("Who pays for the training?", "培训时间每年不少于十五天。", False), ("培训费用由谁承担？", "培训经费列入财政预算。", True),
    ("培训谁出钱？", "每年培训一次。", False), ("复议由谁负责？", "加强复议队伍建设，规范政府信息公开的受理和处理。", False),
    ("幼儿园报名要交哪些材料？", "学前教育机构是指幼儿园。", False), ("报名要交哪些材料？", "提交户口簿和申请表。", True),
    ("What documents must an applicant submit?", "申请人应当向区教育局报名。", False),
    ("Who manages the greenway?", "骨干绿道是指主要绿道。", False),
])
def test_what_is_asked_for_by_its_form_must_be_there(question: str, said: str, has: bool) -> None:
    assert has_form(search_key(question), runs(said)) is has
