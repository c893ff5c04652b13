"""Which lines of a saved web page are the portal's furniture and not the notice.

Only lines before the notice begins or after it has ended are ever called furniture: inside the text nothing is
removed. The word lists name what Chinese government portals print around a document (breadcrumbs, print and share
buttons, visitor counters, site footers), as seen on portals of every level; they say nothing of any one notice.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from ingest.header import bare_title, is_date_line, is_doc_no_line, is_label_row, is_title
from ingest.markers import marker_of
from ingest.model import Span
from ingest.script import simplify

_FURNITURE = re.compile(
    r"^(您?(当前|现在|所在)的?(位置|栏目))|^首\s?页(\s*[>›»/|\-]|Home|$)"
    r"|扫一扫|二维码|手机(打开|版|端)|打印(本页|此页)?\s*[】\]]?$|关闭(窗口|本页)|【?字[体号](大小)?\s*[:：]|分享(到|至)"
    r"|(浏览|访问|点击|阅读)(次数|量|数|人次|率)|您是第.*(位|个)?访|版权所有|未经许可|ICP备|公网安备|网站标识码"
    r"|(主办|承办|协办|技术支持|维护)(单位|机构)?\s*[:：]|人民政府主办|办公室承办|网站(地图|导航|声明|支持)|联系我们|关于我们"
    r"|建议使用.*浏览器|返回(顶部|首页)|加入收藏|设为首页|^无障碍$|无障碍(浏览|阅读|模式|辅助|版$|入口)|长者(模式|助手|专区)|^繁體版|繁体版|简体版|信息公开搜索|站内搜索|高级搜索"
    r"|^搜索(热词|位置|以下)|^热搜|^文件状态\s*不限|^排序方式|^下载(文字|图片)版|^【?(一图读懂|图解|音频解读|媒体解读)】"
    r"|^(上|下)一(篇|条|页)|^相关(附件|信息|链接|阅读|文章|文档|解读|稿件)\s*[:：]?$"
    r"|^【?(政策|文件|文字|图文|图片|视频|专家|相关)?(解读|图解|一图[读看]懂)(链接)?】?\s*[:：]\s*(https?://|$)"
    r"|^[【\[(（]?\s*(字[体号](大小)?\s*[:：]?)?\s*A\s*[-－]?\s*A?\s*A\s*[+＋]?\s*[】\])）]?$"
    r"|^(附件下载|智能问答|便民地图|政策问答|数据中心|新媒体矩阵|公开信箱|政务动态|政务公开|政务服务|政策法规|政民互动)$"
    r"|^(登录|注册|搜索|检索|English|微信|微博|收藏|打印|关闭|返回|分享|发布)\s*[:：|]?$"
    r"|^(责任编辑|信息来源|编辑|来源|稿源)\s*[:：]|^\W{0,2}次$"
)
# A footer of the site: nothing that follows it in the second half of a page is the notice's.
_FOOTER = re.compile(r"版权所有|ICP备|公网安备|网站标识码")
_LINK = re.compile(r"https?://\S+")
_UNREADABLE = re.compile("[\udc00-\udcff]")
_NOT_WORDS = re.compile(r"^[\W_]+$")
_NAV_TRAIL = re.compile(r"^[^\s。；，|>/]{2,14}(\s*[|>›»]\s*[^\s。；，|>/]{2,14})+$")
_SENTENCE = re.compile(r"[。；！？;]|\|\s*$")
_END = re.compile(r"[。；]$")
_DATE_END = re.compile(r"\d{1,4}\s*日\s*$|[一二三四五六七八九十]日\s*$")
_RELEASE = re.compile(r"^[(（]?此件.*(公开|发布)")
# A menu has at least this many entries, each of at most so many characters.
_MENU, _ENTRY = 3, 12


def furniture_lines(source: str, tables: Sequence[Span] = ()) -> list[tuple[int, int]]:
    """Character ranges (whole lines, with their line end) of `source` that are furniture.

    tables: ascending; their rows are the notice's, unless they are catalogue rows.
    """
    spans = [match.span() for match in re.finditer(r"[^\n]*\n|[^\n]+", source)]
    lines = [simplify(_UNREADABLE.sub("", source[start:end])).strip() for start, end in spans]
    footer = next((n for n, line in enumerate(lines) if n > len(lines) // 2 and _is_footer(line)), len(lines))
    rows = {number for number, (start, _) in enumerate(spans) if _is_within(start, tables)}
    body = [
        number
        for number, line in enumerate(lines[:footer])
        if _is_text(line) or (number in rows and not is_label_row(line))
    ]
    first, last = (body[0], body[-1]) if body else (len(lines), -1)
    head = _head_furniture(lines[:first])
    return [spans[number] for number in (*head, *_tail_furniture(lines, last + 1))]


def _is_within(position: int, ranges: Sequence[Span]) -> bool:
    at = bisect_right(ranges, position, key=lambda span: span.start) - 1
    return at >= 0 and position < ranges[at].end


def _is_footer(line: str) -> bool:
    return bool(_FOOTER.search(line)) and not _SENTENCE.search(line) and not marker_of(line)


def _is_text(line: str) -> bool:
    """A line that only the notice itself can hold: a sentence, a numbered item, a table cell, a signing date."""
    is_numbered = marker_of(line) is not None
    if is_label_row(line) or (len(line) < 60 and _FURNITURE.search(line) and not (is_numbered and _END.search(line))):
        return False
    is_words = is_numbered or _SENTENCE.search(line) or _DATE_END.search(line) or _RELEASE.match(line)
    return bool(is_words) or len(_LINK.sub("", line)) > 80


def _is_furniture(line: str) -> bool:
    if not line or len(_LINK.sub("", line)) >= 100 or is_label_row(line):
        return False
    return bool(_FURNITURE.search(line) or _NOT_WORDS.match(line) or _NAV_TRAIL.match(line))


def _head_furniture(lines: list[str]) -> list[int]:
    """Furniture by its own words, and menus: before the first title or catalogue row, or between the title of the page
    and the same title over the text.
    """
    found = {number for number, line in enumerate(lines) if _is_furniture(line)}
    anchor = next((number for number, line in enumerate(lines) if _is_of_notice(line)), 0)
    menu = [number for number in range(anchor) if 0 < len(lines[number]) <= _ENTRY and number not in found]
    found |= set(menu if len(menu) >= _MENU else ())
    name = bare_title(lines[anchor]) if lines else ""
    again = [number for number in range(anchor + 1, len(lines)) if name and bare_title(lines[number]) == name]
    between = [number for number in range(anchor + 1, again[-1] if again else 0) if _is_entry(lines[number])]
    return sorted(found | set(between if len(between) >= _MENU else ()))


def _is_of_notice(line: str) -> bool:
    return is_label_row(line) or is_title(line) or is_doc_no_line(line)


def _is_entry(line: str) -> bool:
    return 0 < len(line) <= 3 * _ENTRY and not _is_of_notice(line) and not is_date_line(line)


def _tail_furniture(lines: list[str], after: int) -> list[int]:
    """After the last sentence: everything from the first line of furniture on."""
    start = next((number for number in range(after, len(lines)) if _is_furniture(lines[number])), len(lines))
    return list(range(start, len(lines)))
