"""A question set as a sheet for Excel: one question a row, in a CSV file that reads back as it was written.

In a cell the questions of a conversation stand one a line; facts, and citations, are parted by `;` or a line end, the wordings of one
fact by `|`, and so are a notice and its address. Full-width forms serve as well, and `\\` before a sign takes its meaning away. A row
whose number begins with `#` is an example and is passed over. A cell that a spreadsheet would take for a formula has `'` before it
(OWASP, "CSV Injection"), which is taken off again.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from eval.cases import Case, GoldCitation
from ingest.decode import decode
from ingest.errors import TiaoliError

BOM = "\ufeff"
# Field -> heading: its names, which are known again, and in parentheses what is to be filled in.
HEADINGS = {
    "id": "编号 id",
    "question": "问题 question（追问一行一个 / of a conversation one a line）",
    "lang": "语言 language（简体、繁体、英文 / zh-Hans, zh-Hant, en）",
    "type": "类型 type（自拟 / any word）",
    "answerable": "能否回答 answerable（是、否 / yes, no）",
    "facts": "要点 facts（用 ; 隔开，同一要点的几种说法用 | 隔开 / parted by ; wordings of one by |）",
    "citations": "依据 citations（文件名 | 条款，几条用 ; 隔开 / file name | clause, parted by ;）",
    "flags": "时效 validity（已废止、已过期 / repealed, expired）",
    "all": "缺一不可 all（是、否：每件公文都要引用 / yes, no: every notice must be cited）",
    "beside": "旁引 beside（可以引用但不算依据 / may be cited as well）",
}
_NEEDED = ("id", "question", "lang", "type", "answerable")
_LANGS = {"zh-Hans": "简体", "zh-Hant": "繁体", "en": "英文"}
_FLAGS = {"repealed": "已废止", "expired": "已过期"}
_YES_NO = {True: "是", False: "否"}
_ALSO: dict[str, object] = {
    "简体中文": "zh-Hans", "繁體": "zh-Hant", "繁體中文": "zh-Hant", "繁体中文": "zh-Hant", "英语": "en", "english": "en",
    "废止": "repealed", "失效": "repealed", "过期": "expired", "yes": True, "y": True, "true": True, "1": True, "能": True,
    "no": False, "n": False, "false": False, "0": False, "不能": False}
_EXAMPLES = (
    ("#1", "公用雨伞由谁牵头保管？", "简体", "牵头", "是", "雨伞管理组|雨伞组", "砂糖镇公用雨伞办法 | 第三条", "", "", ""),
    ("#2", "借伞几天要还？\n下雪天呢？", "简体", "追问", "是", "三日内|3日内;除外", "砂糖镇公用雨伞办法 | 第三条", "已废止", "", ""),
    ("#3", "How many umbrellas may one person borrow?", "英文", "figure", "yes", "一把|one",
     "砂糖镇公用雨伞办法 | 第三条;砂糖镇公用雨伞细则 | 一、（二）", "", "no", ""),
    ("#4", "雨靴在哪里借？", "简体", "无依据", "否", "", "", "", "", ""),
)
_FORMULA = re.compile("'*[=+\\-@＝＋－＠\t\r\n]")
_DELIMITERS = (",", ";", "\t", "，")
_SIGNS = ";；|｜"
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_MEANT = {quoted: sign for sign, quoted in _ESCAPES.items()}
# A sign, or a backslash with the sign it serves; before any other it is one itself.
_TOKEN = re.compile(r"\\[\\;；|｜nr#\s]|.", re.S)
_MOST_FAULTS = 10

Fault = tuple[int, str, str]
"""Row as the spreadsheet counts it, field, and what is wrong with the cell."""


def template() -> str:
    """An empty sheet with examples, to be saved as UTF-8."""
    return _written(_EXAMPLES)


def export_sheet(cases: Iterable[Case]) -> str:
    """The text of a CSV file, its byte order mark included, that `import_sheet` reads back as the same cases."""
    return _written(map(_row, cases))


def import_sheet(text: str, name: str = "CSV") -> tuple[Case, ...]:
    """The cases of a sheet, in order. Fields may be parted by comma, semicolon or tab; empty rows do not count.

    name: of the file, for the reader. Raises TiaoliError `bad_eval_set` with up to ten faults by row and column.
    """
    rows, columns = _table(text, name)
    cases: list[Case] = []
    found: list[Fault] = []
    seen: dict[str, int] = {}
    for number, cells in rows:
        if any(cell.strip() for cell in cells[len(columns):]):
            found.append((number, "", "多出一格，引号或分隔符有误 / one cell too many: a quotation mark or separator is amiss"))
            continue
        cell = {column: _unguarded(value) for column, value in zip(columns, cells, strict=False)}
        if not any(map(str.strip, cells)) or cell.get("id", "").lstrip().startswith("#"):
            continue
        case, faults = _case(cell)
        if case and case.id in seen:
            faults = [("id", f"与第 {seen[case.id]} 行重复 / the same as in row {seen[case.id]}")]
        elif case:
            seen[case.id] = number
            cases.append(case)
        found += [(number, field, what) for field, what in faults]
    if found:
        raise _bad(name, found)
    if not cases:
        raise TiaoliError("bad_eval_set", f"表中没有题目 / the sheet has no questions: {name}",
                          "请从第二行起填写；编号以 # 开头的是示例 / fill in from row 2; a number with # is an example")
    return tuple(cases)


def read_sheet(path: Path) -> tuple[Case, ...]:
    """The cases of a CSV file in UTF-8, UTF-16, GB18030 or Big5. Raises TiaoliError `bad_eval_set`."""
    try:
        text = decode(path.read_bytes()).text
    except (OSError, TiaoliError) as error:
        why = error.message if isinstance(error, TiaoliError) else error.strerror
        raise TiaoliError("bad_eval_set", f"读不了问题集 / cannot read the question set: {path} ({why})",
                          "请检查路径和文件 / check the path and the file") from error
    return import_sheet(text, path.name)


def _written(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS.values())
    writer.writerows(map(_guarded, row) for row in rows)
    return BOM + out.getvalue()


def _row(case: Case) -> Sequence[str]:
    # A conversation of one turn ends in a line end, and is told from a plain question by that.
    asked = "\n".join(map(_quoted, case.turns)) + ("\n" if len(case.turns) == 1 else "") if case.turns else _quoted(case.question)
    number = _quoted(case.id)
    facts = ";".join("|".join(_quoted(wording, _SIGNS) for wording in fact) for fact in case.facts)
    return (f"\\{number}" if number.startswith("#") else number, asked, _LANGS[case.lang], _quoted(case.type), _YES_NO[case.answerable],
            facts, _golds(case.citations), ";".join(_FLAGS[flag] for flag in case.flags), _YES_NO[case.all], _golds(case.beside))


def _golds(golds: Iterable[GoldCitation]) -> str:
    return ";".join(f"{_quoted(gold.doc, _SIGNS)} | {_quoted(gold.address, _SIGNS)}" for gold in golds)


def _quoted(text: str, signs: str = "") -> str:
    """A text that reads back as one piece, with the blanks at its ends."""
    pieces = [_ESCAPES.get(sign, f"\\{sign}" if sign in signs else sign) for sign in text]
    for end in (0, -1):
        if pieces and pieces[end].isspace():
            pieces[end] = f"\\{pieces[end]}"
    return "".join(pieces)


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _table(text: str, name: str) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """The numbered rows below the headings, and the field of each column ('' for one that is not known)."""
    text = text.removeprefix(BOM)
    if hint := re.match(r"sep=(.)\r?\n", text):  # Excel's own first line, which it does not show
        text = text[hint.end():]
    # The separator is the one with which most headings are known.
    rows, at, columns = max((_read(text, delimiter) for delimiter in _DELIMITERS), key=lambda read: len({*read[2]} - {""}))
    if not {"id", "question"} & {*columns}:
        raise TiaoliError("bad_eval_set", f"找不到标题行 / the row of headings was not found: {name}",
                          "首行应为模板的标题 / the first row must be the template's headings")
    missing = [field for field in _NEEDED if field not in columns]
    twice = [field for field in HEADINGS if columns.count(field) > 1]
    if missing or twice:
        what = "缺少这一列 / this column is missing" if missing else "这一列出现两次 / this column stands twice"
        raise _bad(name, [(at + 1, field, what) for field in missing or twice])
    return [(number, cells) for number, cells in enumerate(rows[at + 1:], at + 2)], columns


def _read(text: str, delimiter: str) -> tuple[list[list[str]], int, list[str]]:
    """The rows, which of them has the headings, and their fields."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    at = next((at for at, cells in enumerate(rows) if any(map(str.strip, cells))), 0)
    return rows, at, [_field(cell) for cell in rows[at]] if rows else []


def _field(heading: str) -> str:
    names = _known(re.split("[（(]", heading)[0]).split()
    return next((field for field in HEADINGS if {*names} & {field, *_label(field).split()}), "")


def _label(field: str) -> str:
    return HEADINGS[field].partition("（")[0]


def _known(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _case(cell: Mapping[str, str]) -> tuple[Case | None, list[tuple[str, str]]]:
    """The case of a row, or what is wrong with it."""
    values, faults = {}, []
    for field, read in _READERS.items():
        try:
            values[field] = read(cell.get(field, ""))
        except ValueError as error:
            faults.append((field, str(error)))
    faults += list(_missing(values)) if not faults else []
    if faults:
        return None, faults
    turns = values.pop("question")
    try:
        asked = {"question": turns[0]} if len(turns) == 1 else {"turns": tuple(filter(None, turns))}
        return Case.model_validate(values | asked), []
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0]) if first["loc"] else ""
        return None, [(field, first["msg"].removeprefix("Value error, "))]


def _missing(values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for field in ("id", "question", "type"):
        if not values[field]:
            yield field, "没有填写 / is empty"
    for field in ("facts", "citations"):
        if values["answerable"] and not values[field]:
            yield field, "能回答的题目必须填写 / must be filled in for a question that can be answered"
        elif values[field] and not values["answerable"]:
            yield field, "不能回答的题目不应填写 / must be empty for a question that cannot be answered"


def _split(cell: str, signs: str) -> list[str]:
    """What stands between any of `signs`, still quoted."""
    pieces = [""]
    for token in _TOKEN.findall(cell):
        if token in signs:
            pieces.append("")
        else:
            pieces[-1] += token
    return pieces


def _plain(piece: str) -> str:
    """A piece as it is meant, without the blanks at its ends."""
    tokens = _TOKEN.findall(piece)
    inner = [at for at, token in enumerate(tokens) if not token.isspace()]
    kept = tokens[inner[0]:inner[-1] + 1] if inner else []
    return "".join(_MEANT.get(token, token[1:] if len(token) == 2 else token) for token in kept)


def _turns(cell: str) -> tuple[str, ...]:
    lines = [_plain(line) for line in _split(cell.replace("\r\n", "\n"), "\n\r")]
    return tuple(lines) if any(lines) else ()


def _pieces(cell: str) -> list[str]:
    return [piece for piece in _split(cell, ";；\n\r") if piece.strip()]


def _facts(cell: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_plain(one) for one in _split(piece, "|｜") if one.strip()) for piece in _pieces(cell))


def _citations(cell: str) -> tuple[GoldCitation, ...]:
    golds = []
    for piece in _pieces(cell):
        parts = [_plain(part) for part in _split(piece, "|｜")]
        if len(parts) != 2 or not all(parts):
            raise ValueError(f"应为“文件名 | 条款” / must be “file name | clause”: {piece.strip()}")
        golds.append(GoldCitation(doc=parts[0], address=parts[1]))
    return tuple(golds)


def _one_of(values: Mapping[object, str], empty: object = None) -> Callable[[str], object]:
    """Reads a cell that holds one of a few values, in Chinese, English or as in a question set."""
    words = {_known(word): value for word, value in _ALSO.items() if value in values}
    words |= {_known(str(value)): value for value in values} | {_known(word): value for value, word in values.items()}

    def read(cell: str) -> object:
        if not cell.strip() and empty is not None:
            return empty
        if _known(cell) not in words:
            raise ValueError(f"应为 / must be one of: {'、'.join(values.values())}；“{cell.strip()}”")
        return words[_known(cell)]

    return read


_lang, _flag, _yes, _no = _one_of(_LANGS), _one_of(_FLAGS), _one_of(_YES_NO), _one_of(_YES_NO, empty=False)
_READERS: dict[str, Callable[[str], object]] = {
    "id": _plain, "question": _turns, "lang": _lang, "type": _plain, "answerable": _yes, "facts": _facts, "citations": _citations,
    "flags": lambda cell: tuple(map(_flag, _pieces(cell))), "all": _no, "beside": _citations}


def _bad(name: str, faults: Sequence[Fault]) -> TiaoliError:
    told = [f"第 {row} 行{f'“{_label(field)}”列' if field else ''} / row {row}{f', column “{_label(field)}”' if field else ''}: {what}"
            for row, field, what in faults[:_MOST_FAULTS]]
    more = [f"…还有 {len(faults) - _MOST_FAULTS} 处 / and {len(faults) - _MOST_FAULTS} more"] if len(faults) > _MOST_FAULTS else []
    return TiaoliError("bad_eval_set", "\n".join((f"{name} 有误 / is amiss:", *told, *more)),
                       "请改正后重试 / correct them and try again")
