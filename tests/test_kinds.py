"""Questions on many matters, of everyday life and of law, read by kind, subject and place, as one would read them aloud."""

from __future__ import annotations

from datetime import date

import pytest

from index.kinds import kind_of, metadata_fields
from index.query import Query, understand
from ingest.script import search_key

# question | kind | subject (- where it is of no account) | places
QUESTIONS = """
参加城镇职工医保要交多少年 | figure | 参加城镇职工医保交 年 |
医保断缴三个月会怎么样 | list | 医保断缴三个月 |
异地就医备案怎么办理 | list | 异地就医备案 办理 |
门诊慢特病报销比例是多少 | figure | 门诊慢特病报销 |
新生儿多久之内可以参保 | deadline | 新生儿 参保 |
医保基金由哪个部门监管 | responsible | 医保基金 监管 |
灵活就业人员能不能参加生育保险 | yesno | 灵活就业人员 参加生育保险 |
大病保险的起付线是多少 | figure | 大病保险 起付线 |
医疗救助对象包括哪些人 | list | 医疗救助对象 |
什么是基本医疗保险统筹基金 | definition | 基本医疗保险统筹基金 |
遛狗不牵绳会怎么处罚 | list | 遛狗不牵绳 处罚 |
不给狗办证罚多少 | figure | - |
违反养犬规定的处罚是什么 | list | 违反养犬 处罚 |
禁止饲养的犬只有哪些 | list | - |
一户可以养几只狗 | figure | 一户 养 狗 |
养犬登记证有效期多长 | deadline | 养犬登记证有效期 |
养犬登记由谁负责 | responsible | 养犬登记 |
推广热泵这件事，任务落在哪几个部门头上 | responsible | - |
治理中所说的“消防办”是个什么机构 | definition | - |
预案所说的应急状态是什么情况 | list | - |
城区能养藏獒吗 | yesno | 城区养藏獒 |
外资建筑企业的投资比例有无限制 | yesno | - |
街道服务中心电话多少 | general | - |
执法证考试通过率 | figure | 执法证考试通过率 |
怎么提高办事效率 | list | - |
燃气管道检修了没有 | yesno | 燃气管道检修 |
实施方案有效期到什么时候 | validity | - |
规范性文件有效期几年 | deadline | - |
携犬出户要遵守什么规定 | list | - |
狗伤人了该找谁 | responsible | 狗伤人 找 |
供暖温度不得低于多少度 | figure | 供暖温度不得低于 |
供暖期从什么时候开始 | deadline | - |
供热不达标能退费吗 | yesno | 供热不达标 退费 |
供热收费标准是什么 | list | 供热收费标准 |
供热企业应当在几小时内上门测温 | figure | 供热企业 上门测温 |
谁来负责老旧管网改造 | responsible | 老旧管网改造 |
停热申请要在哪天前提出 | deadline | 停热申请 |
室内温度达不到18度怎么办 | list | 室内温度达不到18度 |
适龄儿童几岁入学 | figure | 适龄儿童 入学 |
小学招生范围由谁划定 | general | 小学招生范围 划定 |
随迁子女入学需要什么材料 | list | 随迁子女入学 |
民办学校可以提前招生吗 | yesno | 民办学校 提前招生 |
义务教育阶段收不收学费 | yesno | 义务教育阶段 收学费 |
学区划分什么时候公布 | deadline | 学区划分 公布 |
中考加分项目有哪些 | list | 中考加分项目 |
校外培训机构最晚几点下课 | deadline | 校外培训机构最晚 下课 |
课后服务的牵头单位是哪个 | lead | 课后服务 |
什么叫“双减” | definition | 双减 双减 |
施工许可证由哪个部门核发 | general | 施工许可证 核发 |
建筑工地夜间施工时间有什么限制 | list | 建筑工地夜间施工 限制 |
工程质量保证金比例不得高于多少 | figure | 工程质量保证金 不得高于 |
竣工验收备案多少日内办理 | figure | 竣工验收备案 办理 |
建设单位未取得施工许可证擅自施工的怎么罚 | list | 建设单位未取得施工许可证擅自施工 罚 |
农民工工资保证金谁来监管 | responsible | 农民工工资保证金 监管 |
总承包单位是否要设立工资专用账户 | yesno | 总承包单位 设立工资专用账户 |
拖欠农民工工资的法律责任是什么 | list | 拖欠农民工工资 法律责任 |
最低工资标准是多少 | figure | 最低工资标准 |
最低工资从哪天起执行 | deadline | 最低工资 执行 |
加班费按几倍计算 | figure | 加班费 计算 |
试用期工资不得低于多少 | figure | 试用期工资不得低于 |
高温津贴发几个月 | figure | 高温津贴发 月 |
工资集体协商的程序是什么 | list | 工资集体协商 程序 |
小规模纳税人月销售额多少以下免征增值税 | figure | 小规模纳税人月销售额 以下免征增值税 |
这个税收优惠政策执行到什么时候 | deadline | 税收优惠政策执行到 |
个体工商户能享受减半征收吗 | yesno | 个体工商户 享受减半征收 |
研发费用加计扣除怎么申报 | list | 研发费用加计扣除 申报 |
印花税的纳税人是谁 | general | 印花税 纳税人 |
六税两费包括哪些税 | list | 六税两费 税 |
税务机关和财政部门的职责分别是什么 | list | 税务机关 财政部门 职责 |
昆山和太仓的最低工资哪个高 | compare | 最低工资 高 | 昆山,太仓
北京和上海的落户条件有何区别 | compare | 落户条件 | 北京,上海
苏州与无锡公积金提取政策相比哪个更宽松 | compare | - | 苏州,无锡
各地对电动自行车上牌怎么规定 | compare | - |
哪些城市允许电动车上高架 | compare | 允许电动车 高架 |
全国各省的生育津贴天数有什么差异 | compare | 生育津贴天数 差异 |
这个办法还有效吗 | validity |  |
2015年的养犬规定失效了吗 | validity | 2015年 养犬 |
养犬管理条例什么时候废止的 | validity | 养犬管理条例 |
这份通知被哪个文件取代了 | validity | 这份通知 取代 |
现行有效的养犬规定有哪些 | list | 养犬 |
目前有效的供热管理办法对测温怎么规定 | list | 供热管理办法 测温 |
仍有效的医保文件有哪些 | list | 医保文件 |
供热条例现在还适用吗 | validity | 供热条例 适用 |
低保申请的条件 | list | 低保申请 条件 |
申请低保要带什么材料 | list | 申请低保 带 |
低保金每月发多少钱 | figure | 低保金 发 钱 |
低保多久复核一次 | deadline | 低保 复核 |
低保由哪级民政部门审批 | general | 低保 民政部门审批 |
特困人员认定的牵头部门和配合部门是哪些 | lead | 特困人员认定 |
垃圾分类工作由哪个单位牵头、哪些单位配合 | lead | 垃圾分类工作 |
餐厨垃圾收运由谁配合城管部门 | assisting | 餐厨垃圾收运 城管 |
河长制的责任单位有哪些 | responsible | 河长制 |
老旧小区加装电梯补贴多少钱一台 | figure | 老旧小区加装电梯补贴 钱一台 |
加装电梯需要多少业主同意 | figure | 加装电梯 业主同意 |
公租房租金怎么定 | list | 公租房租金 定 |
公租房退出期限是多久 | deadline | 公租房退出期限 |
人才公寓谁能申请 | general | 人才公寓 申请 |
退役士兵安置方式有几种 | list | 退役士兵安置方式 |
烈士褒扬金标准是多少倍 | figure | 烈士褒扬金标准 |
食品小作坊可以卖散装白酒吗 | yesno | 食品小作坊 卖散装白酒 |
食品安全事故应当几小时内报告 | figure | 食品安全事故 报告 |
特种设备多久检验一次 | deadline | 特种设备 检验 |
危险化学品运输时间限制是什么 | list | 危险化学品运输 限制 |
为什么要划定禁养区 | general | 划定禁养区 |
在哪里办理居住证 | general | 办理居住证 |
居住证签注期限 | deadline | 居住证签注期限 |
居住证持有人享有哪些权利 | list | 居住证持有人享有 权利 |
什么情形下不予受理 | list | 不予受理 |
行政复议机构是指什么 | definition | 行政复议机构 指 |
听证应当提前几天通知当事人 | figure | 听证 提前 通知当事人 |
不动产登记的办理时限 | deadline | 不动产登记 办理时限 |
公证费怎么收 | list | 公证费 收 |
噪声扰民打哪个电话 | general | 噪声扰民打 电话 |
燃放烟花爆竹的禁放区域 | general | 燃放烟花爆竹 禁放区域 |
除夕可以放烟花吗 | yesno | 除夕 放烟花 |
小區加裝電梯補助金額是多少 | figure | 小区加装电梯补助金额 |
違規停車的罰鍰是多少 | figure | 违规停车 罚锾 |
申請育兒津貼的資格條件 | list | 申请育儿津贴 资格条件 |
勞工特別休假有幾天 | figure | 劳工特别休假 |
誰負責食品安全稽查 | responsible | 食品安全稽查 |
公司設立登記應於幾日內辦理 | deadline | 公司设立登记应 办理 |
勞動檢查由哪個機關主辦 | lead | 劳动检查 |
甚麼是職業災害 | definition | 职业灾害 |
這項規定廢止了嗎 | validity |  |
外籍人士可否加入健保 | yesno | 外籍人士 加入健保 |
How much is the fine for walking a dog without a leash? | figure | - |
Which department supervises the medical insurance fund? | responsible | - |
Who leads waste sorting? | lead | - |
When does the heating season start? | deadline | - |
When oil is short, how does the power company request fuel? | list | - |
How long does an appeal take? | deadline | - |
Can a private school charge fees? | yesno | - |
What documents are needed to enrol in school? | list | - |
What is a residence permit? | definition | - |
What does 'double reduction' mean? | definition | - |
How do Beijing and Shanghai differ on minimum wages? | compare | - | Beijing,Shanghai
Which cities allow electric bikes on elevated roads? | compare | - |
Is the 2015 heating rule still in force? | validity | - |
Which currently valid rules cover dogs? | list | - |
What is the minimum wage? | figure | - |
Who pays the minimum wage arrears? | general | - |
At what age do children start school? | figure | - |
What penalty applies to unpaid wages? | list | - |
Must a builder post a wage deposit? | yesno | - |
How do I apply for a tax refund? | list | - |
What percentage of wages goes to the housing fund? | figure | - |
Which agencies assist the tax bureau? | assisting | - |
Where can I register a dog? | general | - |
昆山市的养犬登记由谁负责 | responsible | 养犬登记 | 昆山市
杭州的公租房租金是多少 | figure | 公租房租金 | 杭州
宁波、温州两地的最低工资分别是多少 | compare | 两地 最低工资 | 宁波,温州
昆山和太仓分别有什么要求 | compare |  | 昆山,太仓
青岛市市北区的垃圾分类由谁牵头 | lead | 垃圾分类 | 市北区
西双版纳旅游条例怎么规定 | list | 旅游条例 | 西双版纳
分级分部门的普法责任制由谁负责 | responsible | 分级分部门 普法责任制 |
港城有哪些养犬规定 | list | 港城 养犬 |
养犬登记办法是啥 | list | 养犬登记办法 |
哪些地方禁止停车 | list | 禁止停车 |
外国人普查那天来玩几天会被算进去吗 | yesno | - |
你知道要交多少钱吗 | figure | - |
许可证什么时候失效 | deadline | - |
反间谍法哪年通过的，还有效吗 | validity | 反间谍法 |
实施方案是哪几年的 | validity | - |
What must be done about normative documents that are out of date? | list | - |
飞机报废了什么时候要注销登记 | deadline | - |
发票作废了怎么办 | list | - |
绿道归谁管 | responsible | 绿道 |
What counts as an old tree? | definition | - |
Which day is the no-smoking day? | deadline | - |
Which law applies if a rule sets a different penalty? | list | - |
Must deputies be let in for visits by city deputies? | yesno | - |
这样的约定算数吗 | yesno | - |
新建小区养老用房的面积标准 | figure | - |
May the two sides settle how much a technology is worth? | yesno | - |
Can you tell me how much it costs? | figure | - |
Below what height do children ride free? | figure | - |
各地各部门要做好哪些工作 | list | 做好 工作 |
"""


def read(question: str) -> Query:
    return understand(question, lambda english: [], date(2026, 3, 18))


def rows() -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in f"{line} ".split("|")) for line in QUESTIONS.strip().splitlines()]


@pytest.mark.parametrize(("question", "kind", "topic", "places"), rows())
def test_questions_are_read_as_they_are_meant(question: str, kind: str, topic: str, places: str) -> None:
    query = read(question)
    assert (query.kind, ",".join(place.name for place in query.places)) == (kind, places)
    assert topic == "-" or " ".join(query.topic.split()) == topic


@pytest.mark.parametrize(("question", "field"), [
    ("昆山的是哪天印发的", "issued"), ("那綦江的是谁印发的", "issuer"), ("昆山是哪天印发的", None),
    ("养犬管理条例什么时候施行", "effective"),
    ("《养犬办法》什么时候施行", "effective"),
    ("国发〔2019〕5号是哪天印发的", "issued"),
    ("昆山市法治政府建设工作要点什么时候印发", "issued"),
    ("这份意见是由谁制定的", "issuer"),
    ("学区划分什么时候公布", None),
    ("小学招生范围由谁制定", None),
    ("新校舍什么时候开始实施改造", None),
    ("When was the opinion published?", "published"),
    ("When must the report be published?", None),
])
def test_a_field_of_the_catalogue_is_asked_of_a_document(question: str, field: str | None) -> None:
    assert read(question).field == field


def test_a_date_beside_another_field_is_asked_for_as_well() -> None:
    assert metadata_fields("date and order number of the fire regulations?") == ("issued", "doc_no")
    assert metadata_fields("署岸函2025 31号是哪几个部门联合发出的，落款日期是哪一天") == ("issuer", "issued")
    assert metadata_fields("who issued the notice on pupils, and under what number?") == ("issuer", "doc_no")
    assert metadata_fields("who issued the interim measures, when, and under what document number?") == ("issuer", "issued", "doc_no")
    assert metadata_fields("哪些部门发布了预警？") == ()
    assert metadata_fields("which date and place are set for the hearing?") == ()


@pytest.mark.parametrize(("question", "kind"), [
    ("上学那几年能不能算工龄？", "yesno"), ("前几年的规定还要不要执行？", "yesno"), ("工龄满几年可以休假？", "deadline"),
    ("青湾条例被什么规定取代了？", "validity"), ("这个办法现在还适用吗？", "validity"), ("专用公路是否适用本条例？", "yesno"),
    ("改好之后几天内报数据主管部门？", "figure"), ("养犬管理的主管部门？", "responsible"), ("办法里的“售房人”指谁？", "definition"),
    ("港澳居民是否适用这个规定？", "yesno"), ("该办法是否适用于港澳居民？", "yesno"),
])
def test_what_is_spoken_of_is_not_asked_for(question: str, kind: str) -> None:
    assert kind_of(search_key(question)) == kind


@pytest.mark.parametrize(("question", "kind", "wanted"), [
    ("现行有效的养犬规定有哪些", "list", True),
    ("現行有效的養犬規定有哪些", "list", True),
    ("现行养犬规定对烈性犬怎么要求", "list", True),
    ("仍有效的医保文件里，报销比例是多少", "figure", True),
    ("昆山的养犬办法，目前有效的有哪些", "list", True),
    ("尚未废止的供热办法由谁负责", "responsible", True),
    ("Which currently valid rules cover dogs?", "list", True),
    ("Which rules in force cover heating?", "list", True),
    ("供热条例现在还适用吗", "validity", False),
    ("这个办法还是有效的吗", "validity", False),
    ("养犬登记证的有效期是多久", "deadline", False),
    ("Is this rule still in force?", "validity", False),
    ("Are the dog rules still valid?", "validity", False),
    ("Confirm that every notice is still in force.", "validity", False),
])
def test_the_wish_for_notices_in_force_is_no_question_whether_one_is(question: str, kind: str, wanted: bool) -> None:
    query = read(question)
    assert (query.kind, query.in_force) == (kind, wanted)


@pytest.mark.parametrize(("question", "everywhere"), [
    ("各地养犬规定有什么不同", True),
    ("各地對養犬怎麼規定", True),
    ("各省市的生育津贴是多少天", True),
    ("全国各省由哪个部门牵头垃圾分类", True),
    ("哪些城市允许养大型犬", True),
    ("哪几个省取消了落户限制", True),
    ("哪些地方出台了养犬办法", True),
    ("不同城市的最低工资", True),
    ("Which cities allow large dogs?", True),
    ("How do the rules differ across cities?", True),
    ("哪些地方禁止停车", False),
    ("各地各部门要做好哪些工作", False),
    ("各市、县人民政府负责什么", False),
    ("各级政府的职责是什么", False),
    ("昆山有哪些养犬规定", False),
    ("全国统一的规定是什么", False),
    ("江苏各市由哪个部门牵头", False),
])
def test_an_answer_for_every_place_is_asked_for(question: str, everywhere: bool) -> None:
    assert read(question).everywhere == everywhere
