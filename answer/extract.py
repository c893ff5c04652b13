"""The extractive engine: claims drawn from ranked clauses, in their own words and facts; nothing is made up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from answer.claims import Claim
from answer.injection import cleared, sayable
from answer.minimal import minimal
from answer.quotes import is_note, only_heading, only_title, sentence_claim, sentences_in
from answer.roles import LEADERSHIP, absent, has_notes, of_matter, role_claims
from index.cases import has_event
from index.forms import asks_form, has_form
from index.kinds import ROLES
from index.measures import is_bounded, is_for, measure_of, stands_measured
from index.query import Query
from index.terms import Term, counts, covered, searched_text
from ingest.model import Clause, Notice, Span
from ingest.script import simplify
from ingest.sentences import sentences

_MAX_SENTENCES = 3
# A sentence that begins or ends so takes something out of the one before it.
_LIMITS = re.compile("^(但是?|然而|除[^，。]{1,30}外)|(除外|不在此限|不适用前款[^。]{0,10})[。；]?$")
_TURNS = re.compile("但是?|然而")
# Words that command, allow or forbid: what a question whether something may be is answered with.
MODALITY = re.compile("不得|不准|不许|严禁|禁止|可以|应当|应该|必须|不再|无需|不予|免予|一律|鼓励|有权|允许|准许")
# A body and what it does, where a clause gives roles in words of its own (充分发挥法制机构的主导与协调作用; 由区司法局审核).
_SAYS_WHO = re.compile(
    "(?:办|局|厅|委|院|机构|部门|机关|政府|单位|小组|中心)[^。，；]{0,24}(?:主导|负责|主管|组织|协调|承担|审核|备案|审查|实施|受理|监督)"
    "|(?:征得|取得|经|报)[^，。；]{1,30}(?:同意|批准|核准)|(?:由|经|会同|委托|授权)[^，。；]{1,20}(?:办|局|厅|委|院|处|科|所|站|机构|部门|机关|政府|单位|小组|中心)")
# Asked by which body something is done, the sentence that names one answers.
_ASKS_WHO = re.compile(
    r"(?:哪[一个些家几]{0,2}|何)(?:机构|部门|单位|机关)|(?:谁|哪[个家])[\u3400-\u9fff]"
    r"|\b(?:which|what) (?:body|department|office|agency|authority|organ)\b|\bby whom\b")
# Which of several does which is told by the sentences, where they name the bodies themselves.
_EACH = re.compile(r"分别|各由|\brespectively\b")
# Asked what kinds there are, the sentence that divides into them.
_ASKS_KINDS = re.compile(
    r"[几哪][几两]?个?(?:大?[种类]|等级|级别|档次)|(?:什么|哪些)(?:种类|类型|等级)|\b(?:kinds?|types?|sorts?|categor\w+|classes|grades)\b")
_DIVIDES = re.compile("分为|分成|划分|包括|种类|类型|[一二三四五六七八九十两]类")
# By what it is, or by all that is of it (一类保护区包括…).
_DEFINES = re.compile("是指|指的是|所称|称为|，即|,即|^ *[^，。,；]{2,20}包括")
# Asked for several numbers (多久作出决定，最多延长几天), a clause gives as many sentences that have one.
_NUMBER_ASKED = re.compile("多少|多久|多长|几(?=[个年月天日次元岁成名位倍件份项])|什么时候|何时|how (?:many|much|long|often)|when ")
# A time told by an event has no number: 纳税义务发生时间为取得所有权的当月.
_TIME = re.compile("当[日天月年季](?!地)|(?:时间|日期|期限)[为是]|之日起?(?!\\d|[一二三四五六七八九十])")
# So is the circumstance in which something is done: 隐患排除后方可恢复作业.
_CIRCUMSTANCE = re.compile("[后时的][，,]|[后时](?:方可|才|可以|应当|即)")
# What follows a breach is told by degrees, parted by semicolons (情节严重的，…); of what is defined the extent may follow (具体范围：…).
_ASKS_OUTCOME = re.compile(
    r"处罚|处分|后果|责任|(?:怎么|如何|怎样|咋)(?:办|罚|处|样)|\b(?:penalt(?:y|ies)|punish\w*|sanction\w*|happens?|consequences?)\b")
_EXTENT = re.compile("(?:其?具体|其)?(?:范围|包括)(?:为|是|如下)?[：:]?")
# What a hundredth of cosine (of the embedded embedder) is worth, in hundredths of the question's weight.
_MEANS = 5.0
# A further sentence must bring this share of the question's weight that the ones before it lack.
_NEW_SHARE = 0.12
# And so much of what the first sentence has: one that merely repeats a word is of another matter.
_OF_FIRST = 0.25
# One alone may be the wrong one where another answers as well but for so much of the question's weight: then both are said.
# Of 489 questions whose right clause had all the facts 458 were answered with all of them, without this 436.
_RIVAL = 0.2
# A sentence whose number is to answer must speak of what is asked.
_RELATED = 0.15
# Unless its clause answers so probably: then everyday words say the same in others. In the measure asked for less is enough.
_SURE, _SURE_MEASURED, _SURE_CIRCUMSTANCE = 0.4, 0.25, 0.2


def claims_for(
    query: Query, notice: Notice, clause: Clause, terms: Sequence[Term], near: Sequence[float] = (), likely: float = 0.0,
) -> tuple[Claim, ...]:
    """What one clause says to the question: its roles when they are asked for, else the sentences that answer it, after
    word that no lead body is named when that is asked. near: of each of its sentences (`ingest.sentences`) the cosine with the question;
    likely: how probably the clause answers.
    """
    clause = cleared(notice, clause)
    by_sentence = _EACH.search(query.key) and clause.kind != "row" and not has_notes(clause)
    if query.kind in ROLES and any(fact.kind in ROLES for fact in clause.facts) and not by_sentence:
        roles = role_claims(query, notice, of_matter(clause, terms))
        worded = () if roles[0].relation == query.kind else _sentences(query, notice, clause, terms, near)[:1]
        return (*(one for one in worded if says_who(one.said[0])), *roles)
    said = _sentences(query, notice, clause, terms, near, likely)
    if query.kind in ("responsible", "assisting") and not any(has_form(query.key, searched_text(one.said[0])) for one in said):
        return ()  # of whose task it is these sentences say nothing
    if query.kind not in ROLES and asks_who(query) and not any(says_who(one.said[0]) for one in said):
        return (*_charged(query, notice, of_matter(clause, terms)), *said)
    worded = any(LEADERSHIP.search(simplify(one.said[0])) for one in said)
    return (absent(query, said[0]), *said) if query.kind == "lead" and said and not worded else said


def _charged(query: Query, notice: Notice, clause: Clause) -> tuple[Claim, ...]:
    """The roles that a clause gives, for a question by which body something is done that names no role."""
    roles = role_claims(replace(query, kind="responsible"), notice, clause) if any(fact.kind in ROLES for fact in clause.facts) else ()
    return tuple(role for role in roles if role.relation in ROLES)


def _sentences(query: Query, notice: Notice, clause: Clause, terms: Sequence[Term], near: Sequence[float],
               likely: float = 0.0) -> tuple[Claim, ...]:
    """The sentence that answers best, first, then up to two more, in text order, each bringing words of the question that the
    others lack, or one that answers about as well. A comparison takes one.
    """
    if clause.kind == "row" and asks_form(query.key):  # one cell has the name, another the number
        return (sentence_claim(query, notice, clause, Span(0, len(clause.text))),)
    asks_number = query.kind in ("figure", "deadline")
    spans = [span for span in sentences_in(notice, clause)
             if not only_title(span.of(clause.text), notice, clause) and (
                 (asks_number and gives_number(query, clause, span)) or not _only_points(span.of(clause.text), clause))]
    numbers = max(1 + bool(_EACH.search(query.key)), len(_NUMBER_ASKED.findall(query.key))) if asks_number else 1
    spans = _numbered(query, clause, spans, terms, numbers, likely) if asks_number else spans
    chosen: list[Span] = []
    missing = list(terms)
    total, first = sum(term.weight for term in terms) or 1.0, 0.0

    def worth(span: Span, terms: Sequence[Term]) -> tuple[float, int]:
        return _worth(query, clause, span, terms) + total * _meaning(clause, span, near), -span.start

    while spans and len(chosen) < (1 if query.kind == "compare" else _MAX_SENTENCES):
        best = max(spans, key=lambda span: worth(span, missing))
        found = searched_text(best.of(clause.text))
        new = sum(term.weight for term in missing if term.stands_in(found))
        if len(chosen) >= numbers and new < max(_NEW_SHARE * total, _OF_FIRST * first):
            break
        first = first or new
        chosen.append(best)
        spans.remove(best)
        missing = [term for term in missing if not term.stands_in(found)]
    if len(chosen) == 1 and spans and query.kind != "compare":
        rival = max(spans, key=lambda span: worth(span, terms))
        if worth(rival, terms)[0] >= worth(chosen[0], terms)[0] - _RIVAL * total:
            chosen.append(rival)
    ordered = [*chosen[:1], *sorted(chosen[1:], key=lambda span: span.start)]
    ordered = _to_full_stops(query, notice, clause, ordered) if query.kind in ("list", "general") else ordered
    said = [each for span in ordered for each in (
        *_doer(query, notice, clause, span), *_with_exception(notice, clause, _shortened(query, clause, span, terms)))]
    return tuple(sentence_claim(query, notice, clause, span) for span in dict.fromkeys(said))


def _numbered(
    query: Query, clause: Clause, spans: list[Span], terms: Sequence[Term], numbers: int, likely: float
) -> list[Span]:
    """The sentences that may give the number, or the time, that is asked for."""
    numbered = [span for span in spans if gives_number(query, clause, span)]
    about = [span for span in numbered if _share(clause, span, terms) >= _RELATED]
    # Of the only number in the measure asked for, or the only day, a word of the question in the clause is enough; the second of two
    # goes with the first.
    related = (measure_of(query.key) or query.kind == "deadline") and _share(clause, Span(0, len(clause.text)), terms) > 0
    sure = likely >= (_SURE_MEASURED if measure_of(query.key) else _SURE)
    if not numbered and likely >= _SURE_CIRCUMSTANCE and query.kind == "deadline" and not measure_of(query.key):
        return [span for span in spans if _CIRCUMSTANCE.search(simplify(span.of(clause.text)))]
    return numbered if (len(numbered) == 1 and related) or (about and numbers > 1) or (not about and sure) else about


def _to_full_stops(query: Query, notice: Notice, clause: Clause, spans: Sequence[Span]) -> list[Span]:
    """Sentences with all that their colons open and, of what follows a breach, with all its degrees: members parted by semicolons
    (GB/T 15834-2011, 4.6 and 4.7).
    """
    parts, degrees = sentences_in(notice, clause), _ASKS_OUTCOME.search(query.key)
    whole: list[Span] = []
    for span in spans:
        rest = [each for each in parts if each.start >= span.start] if degrees or re.search("[：:]", span.of(clause.text)) else []
        ends = (each.end for each in rest if clause.text[each.end - 1] not in "；;")
        whole.append(Span(span.start, next(ends, rest[-1].end)) if rest else span)
    return [one for one in whole if not any(other.start < one.start and one.end <= other.end for other in whole)]


def _shortened(query: Query, clause: Clause, span: Span, terms: Sequence[Term]) -> Span:
    """Of a long sentence with the number or date asked for, the part that gives it."""
    if query.kind not in ("figure", "deadline"):
        return span
    start = clause.span.start + span.start
    facts = [Span(fact.span.start - start, fact.span.end - start) for fact in clause.facts if fact.kind == query.kind]
    part = minimal(span.of(clause.text), terms, [fact for fact in facts if fact.start >= 0 and fact.end <= span.end - span.start])
    short = Span(span.start + part.start, span.start + part.end)
    # A number in the measure asked for need be no fact: 半价.
    return short if gives_number(query, clause, short) or not gives_number(query, clause, span) else span


def _only_points(said: str, clause: Clause) -> bool:
    return only_heading(said, clause) or is_note(said)


def _doer(query: Query, notice: Notice, clause: Clause, span: Span) -> list[Span]:
    """Where it is asked who does something, and the part of a sentence that says it does not name the body, the part that begins the
    sentence and does: parts between semicolons share their subject (GB/T 15834-2011, 4.6).
    """
    if not asks_who(query) or says_who(span.of(clause.text)):
        return []
    before = [each for each in sentences_in(notice, clause) if each.end <= span.start]
    run = list(takewhile(lambda each: clause.text[each.end - 1] in "；;", reversed(before)))
    return run[-1:] if run and says_who(run[-1].of(clause.text)) else []


def _with_exception(notice: Notice, clause: Clause, span: Span) -> list[Span]:
    """A sentence, and the one after it if that limits it (但…; 前款…除外), or gives the extent of what it defines; before one that
    limits, what it limits.
    """
    if _TURNS.match(simplify(span.of(clause.text)).strip()):
        return [*[each for each in sentences_in(notice, clause) if each.end <= span.start][-1:], span]
    after = next((each for each in sayable(notice, clause) if each.start >= span.end), None)
    said, then = simplify(span.of(clause.text)), simplify(after.of(clause.text)).strip() if after else ""
    goes_on = _LIMITS.search(then) or (_DEFINES.search(said) and _EXTENT.match(then))
    return [span, after] if after and goes_on else [span]


def _worth(query: Query, clause: Clause, span: Span, terms: Sequence[Term]) -> float:
    """Weight of the question's terms in a sentence; saying the kind of thing asked for counts as a share of them all."""
    found = searched_text(span.of(clause.text))
    total = sum(term.weight for term in terms)
    return sum(term.weight for term in terms if term.stands_in(found)) + total * _fitness(query, clause, span)


def _meaning(clause: Clause, span: Span, near: Sequence[float]) -> float:
    """How far, in shares of the question, a sentence's meaning is from the question beyond that of the nearest sentence: 0 or less."""
    if not len(near):
        return 0.0
    own = [cosine for each, cosine in zip(sentences(clause.text), near, strict=True) if each.start < span.end and span.start < each.end]
    return _MEANS * (max(own, default=0.0) - max(near))


def _fitness(query: Query, clause: Clause, span: Span) -> float:
    """A fact of the kind asked for weighs a third; numbers, when things are compared, and lists, when a list is asked for, less."""
    start, end = clause.span.start + span.start, clause.span.start + span.end
    kinds = {fact.kind for fact in clause.facts if start <= fact.span.start and fact.span.end <= end}
    # 不超过4个月 is a figure by its form, and a term all the same.
    if query.kind in kinds or (query.kind == "deadline" and measure_of(query.key) and gives_number(query, clause, span)):
        return 0.35 + 0.2 * is_bounded(query.key, simplify(span.of(clause.text)))
    if asks_who(query):
        return 0.3 * says_who(span.of(clause.text))
    if query.kind == "definition" or any(word in simplify(span.of(clause.text)) for word in query.quoted):
        return 0.35 * bool(_DEFINES.search(simplify(span.of(clause.text))))
    if query.kind == "yesno":
        numbers = re.search(r"\d", query.key) and kinds & {"figure", "deadline"}
        return 0.25 * bool(numbers or MODALITY.search(simplify(span.of(clause.text))))
    if query.kind == "compare":
        return 0.25 * bool(kinds & {"figure", "deadline"})
    divides = _ASKS_KINDS.search(query.key) and _DIVIDES.search(simplify(span.of(clause.text)))
    return 0.35 if divides else 0.2 * (query.kind == "list" and span.of(clause.text).count("、") >= 3)


def asks_who(query: Query) -> bool:
    """Whether a question asks for a body: for its role, or which one does something."""
    may = query.kind == "general" or (query.kind == "list" and query.lang == "en")  # which is both 哪个 and 哪些
    return query.kind in ROLES or (may and bool(_ASKS_WHO.search(query.key)))


def says_who(said: str) -> bool:
    """Whether a sentence names a body and what it does."""
    return bool(_SAYS_WHO.search(simplify(said)))


def gives_number(query: Query, clause: Clause, span: Span) -> bool:
    """Whether a sentence has something in the measure asked for (半价, 永久 as well as numbers), or a number or date where none is."""
    if measure := measure_of(query.key):
        said = simplify(span.of(clause.text))
        return stands_measured(measure, said) and is_for(query.key, said)
    said = simplify(span.of(clause.text))
    if query.kind == "deadline" and (_TIME.search(said) or has_event(query.key, said)):
        return True
    start, end = clause.span.start + span.start, clause.span.start + span.end
    facts = (fact for fact in clause.facts if fact.kind in ("figure", "deadline") and start <= fact.span.start and fact.span.end <= end)
    # 一次性 says how, and not how often.
    return any(clause.text[fact.span.end - clause.span.start:][:1] != "性" for fact in facts)


def _share(clause: Clause, span: Span, terms: Sequence[Term]) -> float:
    """Share of the question's weight in a sentence, read with its clause's heading."""
    return covered(terms, counts(terms, searched_text(f"{clause.heading}\n{span.of(clause.text)}")))
