"""Does parsing stay linear? `python -m eval.bench.growth`: time at 1, 2 and 4 times the size, as a ratio to the first.

Texts of every awkward shape: many articles, one line of megabytes, numbers that nest ever deeper, brackets and markers
without end, a table of many rows, a web page. A linear parser prints about 2 and 4.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from ingest.parse import parse

_SIZES = (1, 2, 4)
_UNIT = 200_000  # characters of the smallest text


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda length: (unit * (length // len(unit) + 1))[:length]


def _articles(length: int) -> str:
    return "".join(
        f"第{number}条　本办法第{number - 1}条第二款规定的部门应当在15日内报告，由市司法局牵头。\n（一）材料齐全；\n（二）属于受理范围。\n"
        for number in range(1, length // 70)
    )


def _nested(length: int) -> str:
    markers = ("第一章 总则", "第一条 范围。", "一、目标", "（一）任务", "1.措施", "（1）要求", "①做法")
    return "\n".join(markers * (length // 40))


def _table(length: int) -> str:
    rows = "".join(f"<tr><td>{number}</td><td>完善行政调解制度</td><td>司法局</td></tr>" for number in range(length // 50))
    return f"<html><body><h1>关于印发任务分工的通知</h1><p>现将任务分工印发给你们。</p><table>{rows}</table></body></html>"


SHAPES: dict[str, tuple[str, Callable[[int], str]]] = {
    "articles": (".txt", _articles),
    "one line": (".txt", _repeated("各级行政机关应当依法履行职责，加强监督检查；")),
    "one line, no stop": (".txt", _repeated("行政调解工作")),
    "nested numbers": (".txt", _nested),
    "short lines": (".txt", _repeated("办\n")),
    "blank lines": (".txt", _repeated("一\n\n \t\n")),
    "open brackets": (".txt", _repeated("（《“〔")),
    "numbers": (".txt", _repeated("2020年第12号、")),
    "cell borders": (".txt", _repeated("司法局|牵头|\n")),
    "HTML table": (".html", _table),
    "HTML nesting": (".html", _repeated("<div>" * 500 + "通知。" + "</div>" * 500)),
}


def main() -> None:
    """Prints one line a shape: seconds at the smallest size, then the ratio at each further size."""
    for name, (suffix, shape) in SHAPES.items():
        seconds = []
        for size in _SIZES:
            data = shape(size * _UNIT).encode()
            began = time.perf_counter()
            parse(data, "x", f"x{suffix}")
            seconds.append(time.perf_counter() - began)
        ratios = "  ".join(f"{size}x: {second / seconds[0]:4.1f}" for size, second in zip(_SIZES, seconds, strict=True))
        print(f"{name:20} {seconds[0]:6.2f} s  {ratios}")


if __name__ == "__main__":
    main()
