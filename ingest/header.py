"""The catalogue rows, title, document number and dates that stand around a notice's text: recognised line by line.

Labels are those of the catalogue of government information (政府信息公开目录, GB/T 21063 core metadata and its local
variants); document numbers follow GB/T 9704-2012 §7.2.5 (机关代字〔年份〕序号).
"""

from __future__ import annotations

import re
import unicodedata

from ingest.markers import marker_of
from ingest.numerals import value_of
from ingest.script import simplify

# Each line: a field, then its labels (Simplified); a field may be labelled in several ways.
_LABEL_TABLE = """
index_no 索引号 索取号 信息索引
issuer 发布机构 发文机关 发文单位 发布单位 制发机关 印发机关 公开机构 发文机构 发布机关 制定机关
issued 修正日期 公发布日 成文日期 发文日期 印发日期 签发日期 生成日期 制发日期 公布日期
published 发布日期 公开日期 发布时间 公开时间 公开时限起
effective 生效日期 施行日期 实施日期
expires 废止日期 失效日期 有效期至
title 法规名称 标题 信息名称 公文名称 文件名称 名称
doc_no 发文字号 文号 公文文号 文件编号
validity 有效性 时效性 时效 效力状态 文件状态 是否有效 有效状态
other 主题 主题分类 体裁分类 组配分类 组配类型 公文种类 主题词 关键词 内容概述 信息来源 文章来源 公开方式 公开范围 公开类别
other 公开形式 公开时限 机构分类 服务对象 责任部门科室 规范性文件登记号 统一编号 登记号 备注 文件下载 内容分类 信息分类
other 法规类别 生效状态 分类 载体类型 公开责任部门 来源
"""
_FIELD = {label: line.split()[0] for line in _LABEL_TABLE.strip().splitlines() for label in line.split()[1:]}


def _spaced(label: str) -> str:
    return r"\s*".join(map(re.escape, label))


_ANY_LABEL = "|".join(_spaced(label) for label in sorted(_FIELD, key=len, reverse=True))
# A label stands at the start of a cell, is bracketed, or is followed by a colon, a cell border or wide blanks.
_LABEL = re.compile(
    rf"(?:(?<=^)|(?<=[\s|\[【]))(?P<open>[\[【]\s*)?(?P<label>{_ANY_LABEL})(?P<end>\s*[\]】]|\s*[:：|]|\s+|$)"
)

# Kinds of document: those of GB/T 9704 and of the Regulations on Official Documents art. 8, of statutes, and their kin.
_KINDS = (
    "通知|意见|决定|办法|规定|细则|通则|方案|要点|规划|计划|纲要|条例|公告|通告|通报|报告|汇报|请示|批复|答复|函|议案|决议|命令|令|公报"
    "|纪要|规则|章程|制度|标准|目录|清单|名单|指引|指南|规范|守则|准则|规程|总结|说明|解读|解释|情况|预案|措施|要求|大纲|须知"
    "|倡议书|承诺书|公约|白皮书|(?<![做看说方想])法"
)
_TITLE_END = re.compile(rf"(?P<kind>{_KINDS})(\s*[(（〔【].{{1,30}}[)）〕】])*\s*[》」]?\s*$")
# What a portal puts beside the title of a page: `… - 广州市人民政府门户网站`, `…_政策文件_中国政府网`, `广州市…局网站-…`.
_SITE = r"[^\-_|—–《》]{0,24}(网站|门户|门户网|政府网|信息网|公开网|官网|人民政府|新华网|人民网|法律法规数据库)"
_COLUMN = (
    "[\u3400-\u9fff]{0,8}(?:文件|政策|法规|规章|公告|通知|动态|新闻|要闻|解读|公开|目录|公报|专栏|首页|服务|信息)(?:库|栏|栏目)?"
)
_PORTAL = re.compile(
    rf"(?:\s*[\-_|—–]+\s*{_COLUMN}){{0,3}}\s*[\-_|—–]+\s*{_SITE}\s*$|(?:\s*[_|]\s*{_COLUMN}){{1,3}}\s*$"
    rf"|^{_SITE}\s*[\-_|—–]+\s*"
)
# What an editor puts before a title: （转载）, 【关注】.
_TAG = re.compile(r"^[(（【\[](?:转载|转发|关注|置顶|推荐|最新|图解|热点)[)）】\]]\s*")
_MARKED = re.compile("《[^《》]+》")
DOC_NO = re.compile(
    r"(?P<agency>[\u3400-\u9fffXx×]{2,14})\s*[〔\[【（(﹝［]\s*(?P<year>(19|20)\d{2})\s*[〕\]】）)﹞］]"
    r"\s*第?\s*(?P<serial>\d{1,5})\s*号"
)
_BEFORE_AGENCY = re.compile(r"(根据|按照|关于|依据|印发|贯彻|执行|以及|参照|落实|文件|的|和|及|与|由|以|见|据|照|原|依|按|请问)")
_WITHOUT_PLACE = re.compile("[政委府办党人](?:[发函字规办]|$)")
_ORDER_NO = re.compile(r"(第\s*[\d一二三四五六七八九十百]+\s*号)?令")
SERIAL = re.compile(r"[(（]?\s*第\s*[\d一二三四五六七八九十百千零〇]{1,7}\s*号\s*[)）]?")
INDEX_NO = re.compile(r"(?<![\w/])[0-9A-Za-z]{8,20}/\d{4}-\d{4,6}(?!\w)")
# Years of the Republic (民國) count from 1912: 民國108年 is 2019; 民國一百零八年, 民國一〇八年.
_MINGUO = r"(?:中[华華])?民[国國]\s*(?P<roc>\d{1,3}|[〇○零一二三四五六七八九十百]{1,5})"
_DATE = re.compile(
    rf"(?:{_MINGUO}|(?P<y>(19|20)\d{{2}}|[二一][〇○零一二三四五六七八九0-9]{{3}}))"
    r"\s*[年./\-]\s*(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})"
    r"\s*[月./\-]\s*(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})(?!\d)\s*日?"
)
# A day as texts write it (Simplified), to stand inside other patterns; `iso_date` reads it.
DAY = (
    r"(?:(?:(?:19|20)\d{2}|[二一][〇○零一二三四五六七八九]{3}|(?:中华)?民国\s*(?:\d{1,3}|[〇○零一二三四五六七八九十百]{1,5}))"
    r"\s*年\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*月\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*日)"
)
_DIGITS = {**{char: str(value) for value, char in enumerate("零一二三四五六七八九")}, "〇": "0", "○": "0"}
# A date whose 年月日 were lost in copying: 2020612, 20200612, 2020 6 12. Not read as a date, only reported.
DAMAGED_DATE = re.compile(r"^\s*(19|20)\d{2}\s?\d{1,2}\s?\d{1,2}\s*$")


def labels_in(line: str) -> list[tuple[str, str]]:
    """(field, value) of each catalogue label in a line; the line may be in either script. Values keep their script.

    A script conversion that changes the line's length would move the values: then the line counts as having no label.
    """
    key = simplify(line)
    if len(key) != len(line):
        return []
    matches = list(_LABEL.finditer(key))
    if not matches or not (matches[0].start() <= 2):
        return []
    rows = []
    for number, match in enumerate(matches):
        if not match["end"].strip() and not match["open"] and len(matches) == 1:
            continue
        stop = matches[number + 1].start() if number + 1 < len(matches) else len(line)
        rows.append((_FIELD[re.sub(r"\s+", "", match["label"])], line[match.end() : stop].strip(" \t　|:：[【]】")))
    return rows


def is_label_row(line: str) -> bool:
    """Whether the line is a row of the catalogue block."""
    return bool(labels_in(line.strip()))


def bare_title(line: str) -> str:
    """A title line without the portal's name that a saved page carries before or after it, nor marks around the whole."""
    line = line.strip()
    bare = _TAG.sub("", _PORTAL.sub("", line)).strip() if len(line) <= 200 else line
    return bare[1:-1] if _MARKED.fullmatch(bare) else bare


def title_kind(line: str) -> str:
    """The kind of document (文种, Simplified) that a line which can be a title names at its end, else ''."""
    line = simplify(bare_title(line))
    if not 5 <= len(line) <= 120 or re.search(r"[。；！？;:：]", re.sub(r"《[^》]{0,200}》", "", line)):
        return ""
    match = _TITLE_END.search(line)
    return match["kind"] if match else ""


def is_title(line: str) -> bool:
    """Whether a line standing before the text can be the notice's title."""
    return bool(title_kind(line)) and not is_label_row(line) and not marker_of(line.strip())


def canonical_doc_no(match: re.Match[str]) -> str:
    """`连政发〔2011〕126号` from a match of DOC_NO, without the words that a greedy match may have taken before it."""
    return f"{_agency(match['agency'])}〔{match['year']}〕{int(match['serial'])}号"


def _agency(taken: str) -> str:
    """The 机关代字 at the end of what a match took: 和鲁政办发 -> 鲁政办发, but 和政发 (of 和县) stays."""
    cuts = (match.end() for match in reversed([*_BEFORE_AGENCY.finditer(taken)]))
    return next((taken[cut:] for cut in cuts if not _WITHOUT_PLACE.match(taken, cut)), taken)


def is_doc_no_line(line: str) -> bool:
    """A line that is nothing but a document number, an order number or a catalogue index number."""
    key = simplify(line.strip())
    is_order = len(key) < 30 and key.endswith("令") and _ORDER_NO.search(key)
    return bool(DOC_NO.fullmatch(key) or INDEX_NO.fullmatch(key) or is_order or SERIAL.fullmatch(key))


def iso_date(text: str) -> str:
    """First date in `text` as YYYY-MM-DD ('' if none); reads 2011-09-29, 2018年02月01日, 二○一一年九月二十九日."""
    return next(iter(iso_dates(text)), "")


def iso_dates(text: str) -> tuple[str, ...]:
    """Every date in `text` as YYYY-MM-DD, in order."""
    dates = []
    for match in _DATE.finditer(unicodedata.normalize("NFKC", text)):
        year = 1911 + _count(match["roc"]) if match["roc"] else _count(match["y"])
        month, day = _small(match["m"]), _small(match["d"])
        if 1 <= month <= 12 and 1 <= day <= 31 and 1900 <= year <= 2100:
            dates.append(f"{year:04}-{month:02}-{day:02}")
    return tuple(dates)


def is_date_line(line: str) -> bool:
    """A line that is nothing but a date."""
    line = unicodedata.normalize("NFKC", line.strip())
    match = _DATE.search(line)
    return bool(match) and not re.sub(r"[\s()]|\d{1,2}:\d{2}(:\d{2})?", "", line[: match.start()] + line[match.end() :])


def _count(digits: str) -> int:
    """A year, digit by digit (二〇一九) or as a number (一百零八); 0 for what is no number (十百)."""
    plain = "".join(_DIGITS.get(char, char) for char in digits)
    return int(plain) if plain.isdigit() else value_of(digits) or 0


def _small(digits: str) -> int:
    """A month or day, Arabic or Chinese (1 to 39)."""
    if digits.isdigit():
        return int(digits)
    tens, _, ones = digits.rpartition("十") if "十" in digits else ("", "", digits)
    value = 10 * (int(_DIGITS.get(tens, "1")) if "十" in digits else 0)
    return value + (int(_DIGITS[ones]) if ones in _DIGITS else 0)
