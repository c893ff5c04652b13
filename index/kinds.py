"""What kind of thing a question asks for, from its question words. Patterns are on the search key (Simplified, lower case)."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["validity", "metadata", "lead", "responsible", "assisting", "deadline", "figure", "list", "compare", "general"]
MetaField = Literal["doc_no", "issuer", "issued", "published", "index_no", "title", "addressees", "effective"]

# First match wins, so the more specific stand first. The English words are those of the same questions in English.
_KINDS: tuple[tuple[Kind, str], ...] = (
    ("validity", r"(还|仍然?|是否|现在|目前|现行)[^，。？]{0,12}(有效|生效|适用|施行|能用|作数|算数)|有效吗|失效|废止|作废|过期|时效|效力"
                 r"|(still|currently)\b.*\b(in force|valid|apply|applies|effective|applicable|good law)|\b(repealed|expired|in force|revoked|abolished|invalid(ated)?|superseded)\b"),
    ("compare", r"比较|对比|相比|各地|哪些(城市|地方|地区|区县|省)|分别|有(什么|何|哪些)?(不同|区别|差异)|差别|\bcompare|\bdiffer(s|ence|ent)?\b|\bversus\b|\bvs\b"),
    ("lead", r"牵头|主办单位|谁(来)?(领导|主导|组织)|\b(lead(s|ing)?|take(s)? the lead|spearhead|head(s|ed)?|in charge of leading)\b"),
    ("assisting", r"(协助|配合|协办|参与|参加)(部门|单位|机关)|(谁|哪些?[^，。？]{0,6})(来)?(协助|配合|协办)|\b(assist(s|ing)?|support(s|ing)? (body|bodies|department)|help(s|ing)? (bodies|departments))\b"),
    ("responsible", r"(责任|负责|承办|落实|主管|实施)(部门|单位|机关|人|主体)|(谁|哪个?[^，。？]{0,8}|哪些[^，。？]{0,6}|由哪)(来)?(负责|承担|落实|执行|管|主管|承办)|归(谁|哪)|(找|问)(谁|哪个?)"
                    r"|\b(responsib\w+|in charge|accountable|handles?|who (carries|runs|manages|oversees|does)|(body|bodies|departments?|office|agency|agencies|authority|authorities|units?) (runs?|handles?|manages?|oversees?|carries|carry))\b"),
    ("deadline", r"什么时(候|间)|何时|哪(一)?(天|年|月)|多久|多长时间|期限|时限|截止|最(晚|迟)|几(月|年|号|日)|哪个时间|到哪年|^when\b|\b(by|since|until) when\b|\b(deadline|by what (date|year|time)|how (often|long|soon)|due)\b"),
    ("figure", r"多少|几(个|名|次|天|件|家|项|人|期|份|起|处|种|类|成|条|年)|比例|百分|数量|达到[^，。？]{0,4}(吗|多)|多(大|高)|\b(how (many|much|large|high)|percentage|number of|what (rate|share|proportion|percent))\b"),
    ("list", r"哪些|有什么|包括什么|什么内容|哪几|步骤|程序|流程|条件|要求|措施|怎么(办|做)|如何|什么(样|情况|情形)|\b(which|what|how|list|steps?|procedure|conditions?|requirements?|measures?)\b"),
)
_METADATA: tuple[tuple[MetaField, str], ...] = (
    ("doc_no", r"(文号|发文字号|字号|文件编号|\bdocument (number|no\.?)|\breference number)"),
    ("index_no", r"(索引号|索取号|\bindex (number|no\.?))"),
    ("published", r"((发布|公开|公布)(日期|时间|于)|(什么时候|何时|哪天|哪一天|几月几号)(对外|向社会)?(发布|公开|公布)的?[？?吗]?$|\b(publication date|published|made public)\b)"),
    ("issued", r"((成文|发文|印发|签发|制定)(日期|时间)|(什么时候|何时|哪天|哪一天|哪年|几时|几月几号)(成文|印发|发文|出台|下发|制定|发布)|(成文|印发|下发|出台)[^，。]{0,4}(什么时候|何时|哪天|哪一天|哪年)"
               r"|\b(date of issue|issue date|dated|when was [^?]{0,80}\b(issued|adopted|dated|released|promulgated))\b)"),
    ("issuer", r"(发文(机关|单位|机构)|发布(机构|单位)|(谁|哪个?(单位|机关|部门|机构|政府)|哪里|由谁)(联合)?(印发|发布|发|制定|出台|下发)的?|(印发|发布|制定)(机关|单位|机构)|\b(who|which (body|bodies|authority|authorities|office|agency)) (issued|published|released|promulgated)|\bissu(ed by whom|ing (body|authority|authorities))\b)"),
    ("effective", r"(施行|生效|实施)(日期|时间)|(什么时候|何时|哪天|哪一天)(起|开始)?(施行|生效|实施)|\b(effective date|take effect|come into force)\b"),
    ("addressees", r"(主送|发给(谁|哪些)|\baddressed to\b)"),
    ("title", r"(标题|全称|(文件|公文|通知|意见|方案)叫什么(名字)?|\b(full title|title of)\b)"),
)


def kind_of(key: str) -> Kind:
    """The kind of question; `general` when no question word tells."""
    return next((kind for kind, pattern in _KINDS if re.search(pattern, key)), "general")


def without_asking(question: str) -> str:
    """An English question without the words that ask whether a notice is in force or for a catalogue field."""
    for _, pattern in (_KINDS[0], *_METADATA):
        question = re.sub(pattern, " ", question, flags=re.I)
    return question


def metadata_field(key: str) -> tuple[MetaField | None, str]:
    """Which catalogue field the question asks for, and the words by which it does; (None, '') when it asks for none."""
    for field, pattern in _METADATA:
        if match := re.search(pattern, key):
            return field, match.group()
    return None, ""
