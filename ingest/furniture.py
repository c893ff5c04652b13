"""Which lines of a saved web page are the portal's furniture and not the notice.

Only lines before the notice begins or after it has ended are ever called furniture: inside the text nothing is removed.
The word lists name what Chinese government portals print around a document (breadcrumbs, print and share buttons, visitor
counters, site footers), as seen on portals of every level; they say nothing of any one notice.
"""

from __future__ import annotations

import re

from ingest.header import is_doc_no_line, is_label_row, is_title
from ingest.markers import marker_of

_FURNITURE = re.compile(
    r"^(您?(当前|現在|现在|所在|當前)的?(位置|栏目|欄目))|^首\s?页(\s*[>›»/|\-]|$)|^首頁(\s*[>›»/|\-]|$)"
    r"|扫一扫|掃一掃|二维码|手机(打开|版|端)|打印(本页|此页)?\s*[】\]]?$|关闭(窗口|本页)|【?字[体號号體]\s*[:：]|分享(到|至)"
    r"|(浏览|访问|点击|阅读|瀏覽)(次数|量|数|人次|率)|您是第.*(位|个)?访|版权所有|版權所有|未经许可|ICP备|公网安备|网站标识码"
    r"|(主办|承办|协办|技术支持|维护)(单位|机构)?\s*[:：]|人民政府主办|办公室承办|网站(地图|导航|声明|支持)|联系我们|关于我们"
    r"|建议使用.*浏览器|返回(顶部|首页)|加入收藏|设为首页|无障碍|长者模式|繁體版|简体版|信息公开搜索|站内搜索|高级搜索"
    r"|^(上|下)一(篇|条|页)|^相关(附件|信息|链接|阅读|文章|文档|解读|稿件)\s*[:：]?$|^(附件下载|智能问答|便民地图|政策问答|数据中心|新媒体矩阵|公开信箱)"
    r"|^(登录|注册|搜索|检索|English|微信|微博|收藏|打印|关闭|返回|分享)\s*[:：]?$|^(责任编辑|信息来源|编辑|来源|稿源)\s*[:：]")
_NOT_WORDS = re.compile(r"^[\W_]+$")
_NAV_TRAIL = re.compile(r"^[^\s。；，|>/]{2,14}(\s*[|>›»]\s*[^\s。；，|>/]{2,14})+$")
_SENTENCE = re.compile(r"[。；！？;]|\|\s*$")
_DATE_END = re.compile(r"\d{1,4}\s*日\s*$|[一二三四五六七八九十]日\s*$")
_RELEASE = re.compile(r"^[(（]?此件.*(公开|發布|发布)")


def furniture_lines(source: str) -> list[tuple[int, int]]:
    """Character ranges (whole lines, with their line end) of `source` that are furniture."""
    lines = [(match.start(), match.end(), match.group().strip()) for match in re.finditer(r"[^\n]*\n|[^\n]+", source)]
    body = [number for number, (_, _, line) in enumerate(lines) if _is_text(line)]
    first, last = (body[0], body[-1]) if body else (len(lines), -1)
    head = _head_furniture([line for _, _, line in lines[:first]])
    tail = _tail_furniture([line for _, _, line in lines[last + 1:]])
    return [lines[number][:2] for number in (*head, *(last + 1 + number for number in tail))]


def _is_text(line: str) -> bool:
    """A line that only the notice itself can hold: a sentence, a numbered item, a table cell, a signing date."""
    if is_label_row(line) or (_FURNITURE.search(line) and len(line) < 60):
        return False
    return bool(marker_of(line) or _SENTENCE.search(line) or _DATE_END.search(line) or _RELEASE.match(line)
                or len(line) > 80)


def _is_furniture(line: str) -> bool:
    return bool(line) and not is_label_row(line) and len(line) < 100 and bool(
        _FURNITURE.search(line) or _NOT_WORDS.match(line) or _NAV_TRAIL.match(line))


def _head_furniture(lines: list[str]) -> list[int]:
    """Furniture by its own words, and menus: three or more short lines before the first title or catalogue row."""
    found = {number for number, line in enumerate(lines) if _is_furniture(line)}
    anchor = next((n for n, line in enumerate(lines) if is_label_row(line) or is_title(line) or is_doc_no_line(line)), 0)
    menu = [number for number, line in enumerate(lines[:anchor]) if 0 < len(line) <= 12 and number not in found]
    return sorted(found | set(menu if len(menu) >= 3 else ()))


def _tail_furniture(lines: list[str]) -> list[int]:
    """After the last sentence: everything from the first line of furniture on."""
    start = next((number for number, line in enumerate(lines) if _is_furniture(line)), len(lines))
    return list(range(start, len(lines)))
