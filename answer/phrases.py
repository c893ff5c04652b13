"""Fixed wording of answers, warnings and refusals, Simplified and English; Traditional is converted from Simplified."""

from __future__ import annotations

from dataclasses import asdict

from answer.model import Lang
from index.scope import Limits
from ingest.script import traditionalise
from ingest.validity import Judgement

_PHRASES: dict[str, tuple[str, str]] = {
    "lead": ("牵头：{bodies}。", "Lead: {bodies}."),
    "responsible": ("责任部门：{bodies}。", "Responsible (not lead): {bodies}."),
    "assisting": ("协助部门：{bodies}。", "Assisting: {bodies}."),
    "no_lead": ("该条未写明牵头单位。", "This clause names no lead body."),
    "no_assisting": ("该条未列协助部门。", "This clause names no assisting body."),
    "no_responsible": ("该条未列责任部门。", "This clause names no responsible body."),
    "unsaid": ("该条没有“{words}”。", "This clause does not say “{words}”."),
    "verbatim": ("{text}", "The notice says: “{text}”"),
    "under": ("{label}：", "{label}: "),
    "status": ("《{title}》{number}{note}。", "“{title}” {number} {note}."),
    "reason_repealed": ("已宣布失效", "has been declared invalid (repealed)"),
    "reason_by": ("，依据：{value}", " by {value}"),
    "reason_term": ("有效期已于{value}届满，现已失效", "expired on {value}"),
    "reason_plan": ("的规划期（{value}年）已届满", "covers a planning period ({value}) that has expired"),
    "reason_year": ("是{value}年度文件，所管年度已过", "is a plan for the year {value}, which has expired"),
    "reason_marked": ("由发布目录标明有效", "is marked as in force by its catalogue"),
    "reason_within": ("的有效期至{value}，尚未届满", "is valid until {value}"),
    "reason_planned": ("的规划期（{value}年）尚未届满；原文未载明时效",
                       "covers a planning period ({value}) that has not expired; it states no term"),
    "reason_until": ("当时有效，后由{value}宣布失效", "was in force then; {value} declared it invalid later"),
    "reason_not_yet": ("自{value}起施行，此前尚未生效", "takes effect on {value} and not before"),
    "reason_edition": ("有同题新版{value}，可能已被取代", "may be superseded by a newer edition of the same title, {value}"),
    "reason_amended": ("已由{value}修改，应以修改后的文本为准", "has been amended by {value}; the amended text counts"),
    "reason_trial": ("为试行（暂行）文件，原文未载明期限", "is on trial and states no term"),
    "reason_silent": ("原文未载明时效", "does not say how long it is valid"),
    "doc_no": ("文号：{value}。", "Document number: {value}."),
    "issuer": ("发文机关：{value}。", "Issued by: {value}."),
    "issued": ("成文日期：{value}。", "Date of issue: {value}."),
    "published": ("发布日期：{value}。", "Date of publication: {value}."),
    "index_no": ("索引号：{value}。", "Index number: {value}."),
    "title": ("标题：{value}。", "Title: {value}."),
    "addressees": ("主送机关：{value}。", "Addressed to: {value}."),
    "adopted": ("{text}", "Adopted on {day}: “{text}”"),
    "approved": ("{text}", "Approved on {day}: “{text}”"),
    "promulgated": ("{text}", "Promulgated on {day}: “{text}”"),
    "amended": ("{text}", "Amended on {day}: “{text}”"),
    "repealed": ("{text}", "Repealed on {day}: “{text}”"),
    "commenced": ("{text}", "In effect from {day}: “{text}”"),
    "effective": ("施行日期：{value}。", "In effect from: {value}."),
    "warn_repealed": (
        "《{title}》{number}{note}，不能作为现行依据。",
        "“{title}” {number} {note}; it is not a current basis.",
    ),
    "warn_expired": (
        "《{title}》{number}{note}，引用前请核实现行规定。",
        "“{title}” {number} {note}; check what is in force now.",
    ),
    "warn_inferred": (
        "《{title}》的地域（{region}）系由内容推断，原文未写明。",
        "The place of “{title}” ({region}) is inferred from its text, not stated in it.",
    ),
    "warn_machine": (
        "《{title}》的文字由机器识别自图片，引用前请核对原件。",
        "The text of “{title}” was recognised from a picture by machine; check quotations against the original.",
    ),
    "warn_instructs": ("《{title}》含有针对问答程序的指令样文字，已略去。",
                       "“{title}” holds text that addresses the answering program; it has been left out."),
    "warn_damaged": (
        "《{title}》的文本有疑点：{notes}。请核对原件。",
        "The text of “{title}” is doubtful ({notes}); check the original.",
    ),
    "damage_pinyin": ("夹有拼音，已略去", "pinyin spliced into it has been left out"),
    "damage_quotes": ("引号不成对", "quotation marks are missing"),
    "damage_date": ("落款日期残缺", "its signing date is damaged"),
    "damage_bytes": ("有无法识别的字符", "some characters are unreadable"),
    "note_failed": ("语言模型未能写出答案（{reason}），以下为原文摘录。",
                    "The language model gave no answer ({reason}); this is quoted from the clauses."),
    "note_replaced": ("语言模型的草稿与条款核对不符，或者没有答到所问，已改为原文摘录。",
                      "The language model's draft did not hold against the clauses, or did not answer; this is quoted from them instead."),
    "note_cut": ("语言模型的草稿中有 {count} 句与条款核对不符，已删去。",
                 "{count} sentences of the language model's draft did not hold against the clauses and were cut."),
    "note_part": ("关于“{part}”，所引条款中没有找到更多内容，可单独提问。",
                  "The clauses cited were not found to say more on “{part}”; ask that by itself."),
    "note_listed": ("库中这样的公文共{count}份，此处列出{shown}份。", "Such notices on file: {count}; listed here: {shown}."),
    "note_declined": ("语言模型认为这些条款没有直接回答所问，以下为原文摘录，请核对。",
                      "The language model holds that the clauses do not answer this directly; this is quoted from them: check it."),
    "cut_instructs": ("所据文字是写给问答程序的指令", "it rests on words that address the answering program"),
    "warn_corrected": ("按“{right}”理解“{wrong}”。", "Read “{wrong}” as “{right}”."),
    "warn_absent": ("没有来自{names}的公文。", "There is no notice from {names}."),
    "warn_absent_doc": ("库中没有{names}。", "{names} is not on file."),
    "warn_above": (
        "没有{place}本级公文对此作出规定，所引为其上级机关的公文。",
        "No notice of {place} itself says this; those cited are of a higher authority.",
    ),
    "refuse": (
        "未找到依据：已检索的 {count} 份公文中没有能回答这一问题的条款。",
        "No basis found: no clause of the {count} notices searched answers this question.",
    ),
    "refuse_within": (
        "未找到依据：已检索的 {count} 份公文（只限{filters}）中没有能回答这一问题的条款。",
        "No basis found: no clause of the {count} notices searched (only those {filters}) answers this question.",
    ),
    "refuse_searched": ("这些公文来自{places}，成文于{years}年。", "They are from {places}, issued in {years}."),
    "and_more": ("等{count}地", " and more, {count} in all"),
    "refuse_near": ("可查看所列最接近的条款，或写明地方、文号，换用公文中的说法再问。",
                    "See the nearest clauses listed, or name the place or document number and ask in the notices' own words."),
    "refuse_try": ("可写明地方、文号，换用公文中的说法再问。", "Name the place or document number, and ask in the notices' own words."),
    "refuse_absent": (
        "未找到依据：没有来自{names}的公文。库中公文的地域：{places}。",
        "No basis found: there is no notice from {names}. Places on file: {places}.",
    ),
    "refuse_absent_doc": ("未找到依据：库中没有{names}。", "No basis found: {names} is not on file."),
    "refuse_talk": ("未找到依据：所问与公文无关。可就库中 {count} 份公文的规定提问。",
                    "No basis found: this asks nothing of notices. Ask what the {count} on file provide."),
    "refuse_empty": ("库中还没有公文：请先用 tiaoli ingest 读入。", "There is no notice on file yet: take some in with tiaoli ingest."),
    "refuse_address": ("未找到依据：该公文没有所问的这一条款。", "No basis found: the notice has no such clause."),
    "filter_region": ("{value}的", "of {value}"),
    "filter_since": ("{value}及以后成文的", "issued on or after {value}"),
    "filter_until": ("{value}及以前成文的", "issued on or before {value}"),
    "filter_in_force": ("现行有效的", "in force"),
    "filter_as_of": ("截至{value}已成文的", "issued as of {value}"),
    "refuse_filtered": (
        "未找到依据：没有公文符合筛选条件（只限{filters}）。",
        "No basis found: no notice passes the filters (only those {filters}).",
    ),
}


def phrase(name: str, lang: Lang, **values: object) -> str:
    """The wording `name` in `lang`, filled in. Values must already be in the reader's script."""
    simplified, english = _PHRASES[name]
    template = {"zh-Hans": simplified, "zh-Hant": traditionalise(simplified), "en": english}[lang]
    return template.format(**values)


def filters_said(limits: Limits, lang: Lang) -> str:
    """The filters that are set, in words; '' for none."""
    shown = {name: traditionalise(str(value)) if lang == "zh-Hant" else value for name, value in asdict(limits).items() if value}
    return (", " if lang == "en" else "、").join(phrase(f"filter_{name}", lang, value=value) for name, value in shown.items())


def reason(judgement: Judgement, lang: Lang) -> str:
    """Why a notice has its status, for a reader of `lang`."""
    value = traditionalise(judgement.value) if lang == "zh-Hant" else judgement.value
    by = phrase("reason_by", lang, value=value) if judgement.reason == "repealed" and value else ""
    return phrase(f"reason_{judgement.reason}", lang, value=value) + by
