"""Faithful drafts pass: paraphrased, shortened, joined, reordered, in both scripts and in English."""

from __future__ import annotations

import pytest
from check_samples import clause, findings

RIGHT = [
    # One fact of a clause in other words.
    ("0:八、（二十三）", "行政执法人员每年的法律知识培训时间至少为15天 [1]。"),
    ("0:八、（二十三）", "行政执法人员每年接受法律知识培训的时间不得少于十五天 [1]。"),
    ("0:八、（二十三）", "行政執法人員法律知識培訓每年不少於15天 [1]。"),
    ("0:八、（二十三）", "连云港市要求行政执法人员每年参加不少于15天的法律知识培训[1]。"),
    ("0:八、（二十三）", "根据该意见第八部分第（二十三）项，拟任政府及其部门领导职务的干部，任职前须进行法律知识测试和依法行政情况"
                         "考察[1]。"),
    ("0:八、（二十三）", "责任部门为市政府法制办，协助部门为市各有关部门[1]。"),
    ("0:八、（二十三）", "由市政府法制办负责，市各有关部门协助[1]。"),
    ("0:七、（十八）", "行政调解由政府法制机构牵头[1]。"),
    ("0:七、（十八）", "行政調解工作由政府法制機構牽頭，各職能部門為主體[1]。"),
    ("0:七、（十八）", "责任部门是信访局、法制办、司法局和市政府办公室，协助部门是市各有关部门[1]。"),
    ("0:七、（十八）", "政府负总责，政府法制机构牵头，各职能部门为主体[1]。"),
    ("0:七、（十九）", "这项工作由市政府法制办和财政局负责，市各有关部门协助[1]。"),
    ("0:四、（十一）", "规范性文件每两年清理一次，清理结果向社会公布[1]。"),
    ("0:四、（十一）", "规范性文件的有效期为5年[1]。"),
    ("0:四、（十一）", "该条未写明牵头单位[1]。"),
    ("0:八、（二十四）", "力争再用2年时间，使全市50%以上的乡镇（街道办事处）通过考核验收[1]。"),
    ("0:八、（二十一）", "政府常务会议每半年要听取一次依法行政工作汇报[1]。"),
    ("0:三、（九）", "市政府每年选取1至2件重大行政决策事项进行重点评估[1]。"),
    ("1:十、（三十二）83.", "綦江区要求每人每年接受不少于60学时的综合法律知识和专业法律知识培训[1]。"),
    ("1:十、（三十二）79.", "政府领导班子每年应举办至少两期法治专题讲座[1]。"),
    ("1:十、（三十二）79.", "承担行政执法职能的部门负责人在任期内应至少参加一次法治专题脱产培训[1]。"),
    ("1:七、（二十一）48.", "2022年全区行政机关负责人出庭应诉率要达到90%以上[1]。"),
    ("1:七、（二十一）48.", "行政诉讼败诉率不得高于上年度全市平均值[1]。"),
    ("1:三、（七）17.", "未经合法性审核或者审核不合法的行政规范性文件，不得提交集体审议[1]。"),
    ("1:三、（七）17.", "严禁越权发文[1]。"),
    ("1:三、（七）17.", "不得越权发文，并要严控发文数量[1]。"),
    ("1:十、（三十一）76.", "每年4月1日前，须公布上一年度法治政府建设情况报告[1]。"),
    ("1:十、（三十一）76.", "綦江区每年4月1日前要公布上一年度法治政府建设情况报告[1]。"),
    ("1:五、（十三）27.", "綦江区探索建立法律顾问参与重大执法决定法制审核制度[1]。"),
    ("2:二、（二）", "石首市坚持“以公开为常态、不公开为例外”原则[1]。"),
    ("2:二、（二）", "湖北这个市坚持“以公开为常态、不公开为例外”原则[1]。"),
    ("1:末段", "区委依法治区办和区司法局牵头做好协调指导和督察督办[1]。"),
    ("3:八、三是", "领导干部法治专题培训班每年至少举办2期[1]。"),
    ("3:七、", "安丘经济开发区每月确定2天为接访日[1]。"),
    ("4:三、9.", "昆山市的行政规范性文件每两年清理一次[1]。"),
    ("4:四、10.", "法制审核人员不少于本单位执法人员总数的5%[1]。"),
    # Statutes.
    ("penalty:第三十三条", "初次违法且危害后果轻微并及时改正的，可以不予行政处罚[1]。"),
    ("penalty:第三十三条", "违法行为轻微、及时改正且没有造成危害后果的，不予行政处罚[1]。"),
    ("penalty:第六十条", "除法律、法规、规章另有规定外，行政机关应在立案之日起90日内作出行政处罚决定[1]。"),
    ("penalty:第六十一条", "当事人不在场的，应当在7日内将行政处罚决定书送达当事人[1]。"),
    ("penalty:第二十九条", "对同一个违法行为，不得给予两次以上罚款[1]。"),
    ("penalty:第六十七条", "当事人应在收到处罚决定书之日起15日内缴纳罚款[1]。"),
    ("penalty:第六十七条", "《行政处罚法》第六十七条规定，作出罚款决定的机关应当与收缴罚款的机构分离[1]。"),
    ("openness:第三十三条", "能够当场答复的，行政机关应当当场答复[1]。"),
    ("openness:第三十三条", "不能当场答复的，应自收到申请之日起20个工作日内答复[1]。"),
    ("openness:第三十三条", "需要延长的，须经政府信息公开工作机构负责人同意并告知申请人，延长期限最长不超过20个工作日[1]。"),
    ("openness:第四十二条", "行政机关依申请提供政府信息不收费，但申请数量、频次明显超过合理范围的，可以收取信息处理费[1]。"),
    ("openness:第十五条", "涉及商业秘密、个人隐私且公开会损害第三方合法权益的政府信息不得公开，但第三方同意公开的除外[1]。"),
    ("openness:第四十九条", "县级以上人民政府部门应于每年1月31日前提交上一年度政府信息公开工作年度报告[1]。"),
    ("labour:第九条", "用人单位招用劳动者时不得扣押其居民身份证，也不得要求其提供担保[1]。"),
    ("labour:第九条", "用人單位招用勞動者，嚴禁扣押勞動者的居民身份證和其他證件[1]。"),
    ("labour:第十九条", "劳动合同期限一年以上不满三年的，试用期最长二个月[1]。"),
    ("0:六、（十七）", "因违法行政导致发生重大责任事故的，要依法依纪严肃追究有关领导直至行政首长的责任[1]。"),
    ("2:一、（四）1、", "今年收到行政复议申请9件，受理8件[1]。"),
    ("4:五、15.", "立体防控四大工程是社会预防、专业赋能、联动共治和责任强化[1]。"),
    ("1:十、（三十）73.", "各级政府及其部门主要负责人要履行推进法治政府建设第一责任人职责[1]。"),
    ("1:十、（三十）73.", "根据綦江区人民政府的实施方案，各级政府及其部门主要负责人要履行推进法治政府建设第一责任人职责[1]。"),
    ("1:文件信息", "该实施方案的规划期（2021—2025）[1]。"),
    ("4:一、3.", "昆山组织申报第八批全国民主法治示范村[1]。"),
    ("1:七、（二十一）48.", "2022年全区行政机关负责人出庭应诉率达90%以上[1]。"),
    ("1:十、（三十二）79.", "政府领导班子每年应当举办两次以上法治专题讲座[1]。"),
    ("guards:第十七条 guards:第十七条（二）", "曾因故意犯罪被刑事处罚的，不得担任保安员[2]。"),
    ("guards:第十七条", "有下列情形之一的，不得担任保安员[1]。"),
    ("labour:第十九条", "同一用人单位与同一劳动者只能约定一次试用期[1]。"),
    ("labour:第三十七条", "劳动者在试用期内提前3日通知用人单位即可以解除劳动合同[1]。"),
    ("labour:第八十四条", "以担保名义向劳动者收取财物的，由劳动行政部门按每人500元以上2000元以下的标准罚款[1]。"),
    ("labour:第十条", "已建立劳动关系但未同时订立书面合同的，应当自用工之日起一个月内订立[1]。"),
    ("subsidy:第一章第五条", "补贴资金的分配由市住房城乡建设局牵头负责，市财政局负责拨付[1]。"),
    ("subsidy:第一章第五条", "市自然资源局和市公安局交警支队为协助部门[1]。"),
    ("subsidy:第一章第六条", "新建停车场每个泊位最多补贴3000元，改建的每个泊位补贴1200元[1]。"),
    ("subsidy:第一章第七条", "申请人须在每年3月31日前向所在地区住房城乡建设局提交申请[1]。"),
    ("subsidy:第一章第七条", "区住房城乡建设局初审后，报市住房城乡建设局审批[1]。"),
    ("subsidy:第一章第八条", "骗取补贴情节严重的，三年内不得再次申请，并处5000元以上2万元以下罚款[1]。"),
    ("subsidy:第一章第九条", "补贴资金未经市财政局同意不得挪作他用[1]。"),
    # Several clauses, the notice's record, its standing.
    ("0:八、（二十三） 1:十、（三十二）83.", "连云港为每年不少于15天[1]，綦江区为每年不少于60学时[2]。"),
    ("0:八、（二十三） 1:十、（三十二）83.", "连云港要求每年培训不少于15天，綦江区要求每年不少于60学时 [1][2]。"),
    ("0:八、（二十三）", "《关于加快法治政府建设的意见》（连政发〔2011〕126号）已宣布失效，依据：连政发〔2018〕11号[1]。"),
    ("0:八、（二十三）", "该文件由连云港市人民政府于2011年9月29日印发[1]。"),
    ("4:文件信息", "文号：昆政办发〔2020〕94号，成文日期为2020年6月16日[1]。"),
    ("subsidy:第一章第九条", "该办法现行有效，有效期至2026年12月31日[1]。"),
    ("subsidy:第一章第九条", "该办法尚未被废止[1]。"),
    ("subsidy:第一章第六条", "该条未规定申请时限[1]。"),
    # English.
    ("0:八、（二十三）", "Administrative law enforcement officers must receive at least 15 days of legal knowledge"
                         " training every year [1]."),
    ("0:八、（二十三）", "In Lianyungang, legal training of law enforcement personnel is no less than 15 days a year [1]."),
    ("0:七、（十八）", "Administrative mediation is led by the government legal affairs body (政府法制机构) [1]."),
    ("1:十、（三十二）83.", "Qijiang District requires each person to receive no less than 60 class hours of legal training a year [1]."),
    ("1:七、（二十一）48.", "The rate of appearance in court by heads of administrative organs should reach at least 90% in 2022 [1]."),
    ("penalty:第三十三条", "If an illegal act is minor, is promptly corrected and causes no harm, no administrative"
                           " penalty is imposed [1]."),
    ("penalty:第六十条", "Unless laws, regulations or rules provide otherwise, an administrative organ must"
                         " make a penalty decision within 90 days of filing the case [1]."),
    ("labour:第九条", "When recruiting workers, an employer must not withhold their resident identity cards [1]."),
    ("labour:第三十七条", "An employee on probation may terminate the labor contract by giving three days' notice to the employer [1]."),
    ("labour:第十九条", "For a labor contract of at least one year but less than three years, the probation"
                        " period may not exceed two months [1]."),
    ("openness:第三十三条", "If an immediate reply is impossible, the administrative organ shall reply within"
                            " 20 working days of receiving the application [1]."),
    ("openness:第四十二条", "Government information is provided on application free of charge, except that"
                            " a fee may be collected where the number or frequency of applications clearly"
                            " exceeds a reasonable range [1]."),
    ("subsidy:第一章第六条", "The subsidy for a new public parking lot is at most 3,000 yuan per space [1]."),
    ("subsidy:第一章第五条", "The Municipal Finance Bureau is responsible for the allocation and disbursement of funds [1]."),
    ("subsidy:第一章第九条", "Subsidy funds may not be used for other purposes without the consent of the Municipal Finance Bureau [1]."),
    ("0:四、（十一）", "Normative documents are to be cleaned up once every two years and the results published [1]."),
    ("0:四、（十一）", "The clause names no lead body [1]."),
    ("0:八、（二十三）", "This notice has been declared invalid (repealed) by 连政发〔2018〕11号 [1]."),
    # Read with the question and the yes or no before it; elliptic, parallel, counted otherwise.
    ("labour:第九条", "不可以。用人单位招用劳动者，不得扣押其居民身份证[1]。"),
    ("labour:第十九条", "劳动合同期限满一年不满三年的，试用期最长二个月[1]。"),
    ("subsidy:第一章第八条", "情节严重的，三年内不得再次申请，并处5000元到2万元罚款[1]。"),
    ("subsidy:第一章第五条", "由市住房城乡建设局负责牵头补贴资金的分配[1]。"),
    ("trade:一、（一）", "由全国工商联、发展改革委、全国妇联和各省级人民政府负责[1]。"),
    ("safety:第十四条", "建筑施工单位从业人员在五十人以上的，专职安全生产管理人员不低于从业人员的百分之二[1]。"),
    ("salt:第二十六条（一）", "非食盐定点生产企业生产食盐，货值金额不足1万元的，可以处5万元以下的罚款[1]。"),
    ("3:三、三是", "The zone brought in over 30 experts to judge bids last year [1]."),
    ("2:一、（一）1.三是", "湖北那个市的“互联网+放管服”改革体系要打造成“一网覆盖、一次办好”的体系[1]。"),
    ("penalty:第六十一条", "No. If the party is absent, the administrative organ shall serve the written decision within seven days [1]."),
]  # fmt: skip


@pytest.mark.parametrize(("names", "draft"), RIGHT)
def test_a_faithful_draft_is_supported(names: str, draft: str) -> None:
    for finding in findings(names, draft):
        assert (finding.verdict, finding.reason) == ("supported", ""), finding
        assert set(finding.cited) >= {number for number, _ in finding.quotes}


def test_an_english_sentence_is_quoted_by_the_sentence_of_the_clause_that_says_it() -> None:
    draft = "Banks must receive the fines and hand them to the treasury [1]."
    (finding,) = findings("penalty:第六十七条", draft)
    ((_, span),) = finding.quotes
    assert span.of(clause("penalty:第六十七条")[1].text) == "银行应当收受罚款，并将罚款直接上缴国库。"
