"""Clauses to check drafts against: of the five notices, and articles of statutes as they were promulgated."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from answer.evidence_list import Evidence
from answer.verify import Finding, check
from index.query import understand
from index.relations import judge_on
from ingest.model import Clause, Notice
from ingest.parse import parse

CORPUS = sorted((Path(__file__).parent.parent / "corpus").iterdir())
TODAY = date(2024, 6, 1)

PENALTY = """中华人民共和国行政处罚法
（2021年1月22日第十三届全国人民代表大会常务委员会第二十五次会议修订）
第二十九条 对当事人的同一个违法行为，不得给予两次以上罚款的行政处罚。同一个违法行为违反多个法律规范应当给予罚款处罚的，按照罚款数额高的规定处罚。
第三十三条 违法行为轻微并及时改正，没有造成危害后果的，不予行政处罚。初次违法且危害后果轻微并及时改正的，可以不予行政处罚。
第三十六条 违法行为在二年内未被发现的，不再给予行政处罚；涉及公民生命健康安全、金融安全且有危害后果的，上述期限延长至五年。法律另有规定的除外。
第五十一条 违法事实确凿并有法定依据，对公民处以二百元以下、对法人或者其他组织处以三千元以下罚款或者警告的行政处罚的，可以当场作出行政处罚决定。法律另有规定的，从其规定。
第六十条 行政机关应当自行政处罚案件立案之日起九十日内作出行政处罚决定。法律、法规、规章另有规定的，从其规定。
第六十一条 行政处罚决定书应当在宣告后当场交付当事人；当事人不在场的，行政机关应当在七日内依照《中华人民共和国民事诉讼法》的有关规定，将行政处罚决定书送达当事人。
第六十七条 作出罚款决定的行政机关应当与收缴罚款的机构分离。
除依照本法第六十八条、第六十九条的规定当场收缴的罚款外，作出行政处罚决定的行政机关及其执法人员不得自行收缴罚款。
当事人应当自收到行政处罚决定书之日起十五日内，到指定的银行或者通过电子支付系统缴纳罚款。银行应当收受罚款，并将罚款直接上缴国库。
"""  # noqa: E501
OPENNESS = """中华人民共和国政府信息公开条例
（2019年4月3日中华人民共和国国务院令第711号修订）
第十四条 依法确定为国家秘密的政府信息，法律、行政法规禁止公开的政府信息，以及公开后可能危及国家安全、公共安全、经济安全、社会稳定的政府信息，不予公开。
第十五条 涉及商业秘密、个人隐私等公开会对第三方合法权益造成损害的政府信息，行政机关不得公开。但是，第三方同意公开或者行政机关认为不公开会对公共利益造成重大影响的，予以公开。
第二十六条 属于主动公开范围的政府信息，应当自该政府信息形成或者变更之日起20个工作日内及时公开。法律、法规对政府信息公开的期限另有规定的，从其规定。
第三十三条 行政机关收到政府信息公开申请，能够当场答复的，应当当场予以答复。
行政机关不能当场答复的，应当自收到申请之日起20个工作日内予以答复；需要延长答复期限的，应当经政府信息公开工作机构负责人同意并告知申请人，延长的期限最长不得超过20个工作日。
第四十二条 行政机关依申请提供政府信息，不收取费用。但是，申请人申请公开政府信息的数量、频次明显超过合理范围的，行政机关可以收取信息处理费。
第四十九条 县级以上人民政府部门应当在每年1月31日前向本级政府信息公开工作主管部门提交本行政机关上一年度政府信息公开工作年度报告并向社会公布。
"""  # noqa: E501
LABOUR = """中华人民共和国劳动合同法
（2007年6月29日第十届全国人民代表大会常务委员会第二十八次会议通过 根据2012年12月28日第十一届全国人民代表大会常务委员会第三十次会议修正）
第九条 用人单位招用劳动者，不得扣押劳动者的居民身份证和其他证件，不得要求劳动者提供担保或者以其他名义向劳动者收取财物。
第十条 建立劳动关系，应当订立书面劳动合同。
已建立劳动关系，未同时订立书面劳动合同的，应当自用工之日起一个月内订立书面劳动合同。
第十九条 劳动合同期限三个月以上不满一年的，试用期不得超过一个月；劳动合同期限一年以上不满三年的，试用期不得超过二个月；三年以上固定期限和无固定期限的劳动合同，试用期不得超过六个月。
同一用人单位与同一劳动者只能约定一次试用期。
第三十七条 劳动者提前三十日以书面形式通知用人单位，可以解除劳动合同。劳动者在试用期内提前三日通知用人单位，可以解除劳动合同。
第八十四条 用人单位违反本法规定，扣押劳动者居民身份证等证件的，由劳动行政部门责令限期退还劳动者本人，并依照有关法律规定给予处罚。
用人单位违反本法规定，以担保或者其他名义向劳动者收取财物的，由劳动行政部门责令限期退还劳动者本人，并以每人五百元以上二千元以下的标准处以罚款；给劳动者造成损害的，应当承担赔偿责任。
"""  # noqa: E501
SUBSIDY = """宿迁市人民政府办公室关于印发公共停车场建设补贴办法的通知
宿政办发〔2021〕33号
第一章 总则
第五条 市住房城乡建设局牵头负责补贴资金的分配，市财政局负责资金拨付，市自然资源局、市公安局交警支队予以协助。
第六条 新建公共停车场每个泊位补贴不超过3000元，改建的每个泊位补贴1200元；机械式停车设施原则上不予补贴。
第七条 申请人应当于每年3月31日前向所在地区住房城乡建设局提交申请，区住房城乡建设局初审后报市住房城乡建设局审批。
第八条 鼓励企业利用自有土地建设停车场。对骗取补贴的，由市财政局追回补贴资金；情节严重的，三年内不得再次申请，并处五千元以上二万元以下罚款。
第九条 补贴资金用于停车场建设，未经市财政局同意，不得挪作他用。本办法有效期至2026年12月31日。
"""
GUARDS = """保安服务管理条例
第十七条 有下列情形之一的，不得担任保安员：
（一）曾被收容教育、强制隔离戒毒的；
（二）曾因故意犯罪被刑事处罚的。
"""
SALT = """食盐专营办法
第二十六条 有下列情形之一的，由盐业主管部门予以取缔，没收违法生产经营的食盐；货值金额不足1万元的，可以处5万元以下的罚款：
（一）非食盐定点生产企业生产食盐；
（二）非食盐定点批发企业经营食盐批发业务。
"""
SAFETY = """安全生产条例
第十四条 矿山、建筑施工单位从业人员在五十人以上的，应当配备不低于从业人员百分之二的专职安全生产管理人员。
前款规定以外的其他生产经营单位，从业人员超过一百人的，专职安全生产管理人员不得少于二人。
"""
TRADE = """国务院办公厅关于开展消费扶贫的指导意见
国办发〔2018〕129号
一、总体要求
（一）动员民营企业参与消费扶贫。（全国工商联、发展改革委、全国妇联等和各省级人民政府负责）
"""
TEXTS = {
    "guards": GUARDS, "labour": LABOUR, "openness": OPENNESS, "penalty": PENALTY, "safety": SAFETY, "salt": SALT, "subsidy": SUBSIDY,
    "trade": TRADE,
}


@lru_cache(maxsize=16)
def notice(name: str) -> Notice:
    """One of the five notices by its number, else a statute by its name."""
    if name.isdigit():
        path = CORPUS[int(name)]
        return parse(path.read_bytes(), path.stem, str(path))
    return parse(TEXTS[name].encode(), name, f"{name}.txt")


def clause(name: str) -> tuple[Notice, Clause]:
    """`0:七、（十八）` or `penalty:第三十三条`: a notice and its clause."""
    stem, _, address = name.partition(":")
    return notice(stem), next(one for one in notice(stem).clauses if one.address == address)


def findings(names: str, draft: str) -> tuple[Finding, ...]:
    """A draft checked against the clauses named, numbered from 1 and parted by blanks."""
    evidence = [Evidence(number, *clause(name)) for number, name in enumerate(names.split(), 1)]
    return check(draft, evidence, judge_on(TODAY), understand(draft[:60], lambda english: [], TODAY))
