"""The words of a sentence that carry its meaning, each with what in Chinese may say it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from answer.checks.reading import Segment
from index.glossary import translate

# Words that frame what a clause says and say nothing themselves, in drafts written for readers.
_FRAME = frozenset(
    """
    根据 按照 依据 依照 规定 要求 明确 指出 提出 提到 说明 写明 载明 表示 该条 本条 该条款 条款
    该 通知 文件 公文 原文 其中 即 包括 包含 为 是 有 由 对 在 应当 应 必须 须 要 需 需要
    可以 可 能 能够 不得 不 未 没有 无 禁止 严禁 不能 不可 鼓励 或者 以及 并且 并 和 与 及 或
    等 等等 的 之 其 如果 如 若 则 就 都 均 也 还 同时 此外 另外 因此 所以 而 且 但 但是 时
    情况 情况下 方面 有关 相关 具体 进行 予以 给予 作出 做出 加以 开展 者 以 所 将 被 把 使 让
    请 意见 办法 方案 条例 法 法律 显示 内容 指 是指 属于 分别 主要 例如 以下 下列 如下 上述
    前述 这 这些 该项 一 一个 一项 各 每 以上 以内 内 中 上 下 里 前 后 会 能否 是否 至少
    最多 不少于 不超过 超过 不低于 达到 按 向 自 从 到 至 于 日起 之日起 除 除外 外 之外 以外
    无需 不必 谁 明文
""".split()  # noqa: SIM905
)
_EMPTY_TAGS = ("r", "p", "c", "u", "y", "x", "w", "o", "e", "m", "q")
# Official and everyday wording of the same act or person.
_ALIKE = tuple(
    frozenset(group.split())
    for group in """公布 公开 公示 发布|办理 办结 处理 办|负责 承担 主管|递交 提交 报送 上报 呈报 交|删除 删去|通知 告知
支付 缴纳 交纳 交付 付 给付|建立 设立 成立 组建 健全|制定 编制|拟定 起草 制订 订立|实施 组织 执行 施行
聘请 聘用 雇用 招用 雇佣|审核 审查|批准 同意 核准 审批 准许|收取 收 征收 收费|培训 学习|修改 修订 变更 更改
终止 停止 中止|加强 强化|推动 推进 促进|完善 健全 改进|检查 巡查 督查|职工 员工 劳动者 雇员|公民 群众 老百姓 居民 市民
企业 公司|处 处以 罚款 罚 处罚|期限 时限 期间 期内|收到 接到|提出 申请|每年 年度 一年 每年度|期满 届满 到期
不合格 未通过|增加 扩大|减少 降低|责任 职责|帮助 协助|提供 出具|撤销 取消|终身 一生|赔偿 补偿|损失 损害
立即 马上 及时 即时|说明 解释|登记 注册|主体 当事人|单位 机构|机关 部门|实行 采用 采取|保存 留存 保管|确定 认定
结果 结论|目标 任务|日常 平时|复查 复核|网站 网上|大会 会议|主要负责人 一把手|汇报 报告|评估 评价|到场 到达
负责人 领导 领导干部""".replace("\n", "|").split("|")
)


@dataclass(frozen=True)
class Term:
    """said: in the draft, at key[at:]; meant: Chinese that says the same, () for an English word whose Chinese the clause has not."""

    said: str
    meant: tuple[str, ...]
    weight: float
    at: int
    is_verb: bool = False
    is_noun: bool = False


@lru_cache(maxsize=2048)
def terms_of(segment: Segment, blanks: tuple[tuple[int, int], ...], key: str) -> tuple[Term, ...]:
    """The terms of a Chinese segment of `key`; blanks: stretches of the key that are read otherwise (numbers, titles)."""
    text = _blank(key, segment, blanks)
    return tuple(_terms(text, segment.start))


def _blank(key: str, segment: Segment, blanks: tuple[tuple[int, int], ...]) -> str:
    chars = list(key[segment.start : segment.end])
    for start, end in blanks:
        for at in range(max(start, segment.start), min(end, segment.end)):
            chars[at - segment.start] = " "
    return "".join(chars)


def _terms(text: str, offset: int) -> Iterator[Term]:
    at = 0
    for word, tag in rjieba.tag(text):
        is_empty = word in _FRAME or not re.search(r"[\u3400-\u9fffA-Za-z]", word)
        if not is_empty and not (tag.startswith(_EMPTY_TAGS) and not (tag == "x" and len(word) > 1)):
            alike = next((group for group in _ALIKE if word in group), frozenset())
            weight = (0.5 if len(word) == 1 else min(len(word), 4) / 2) * (
                0.5 if tag.startswith(("d", "f", "t")) else 1.0
            )
            yield Term(
                word,
                (word, *sorted(alike - {word})),
                weight,
                offset + at,
                tag.startswith("v"),
                len(word) > 1 and tag.startswith(("n", "vn", "l", "x", "i", "j", "zg")),
            )
        at += len(word)


@lru_cache(maxsize=8192)
def terms_of_english(text: str, at: int, known: str) -> tuple[Term, ...]:
    """The terms of an English stretch, in order, all placed at `at`; known: the Chinese text whose words may say them."""
    groups = translate(text, known.count)
    return tuple(Term(text.strip(), tuple(group), 1.0, at) for group in groups)


def share(term: Term, text: str) -> float:
    """How much of a term stands in a Chinese text: 1 for a word of it, less where only parts of a long word do."""
    if any(word in text for word in term.meant):
        return 1.0
    word = term.said if term.meant else ""
    if len(word) < 2 or not re.match(r"[\u3400-\u9fff]", word):
        return 0.0
    pairs = [word[i : i + 2] in text for i in range(len(word) - 1)]
    chars = [char in text for char in word]
    return max(sum(pairs) / len(pairs), 0.5 * sum(chars) / len(chars))


def covered(terms: tuple[Term, ...] | list[Term], text: str) -> float:
    """Share of the terms' weight that stands in a text; 1.0 for no terms."""
    total = sum(term.weight for term in terms)
    return sum(term.weight * share(term, text) for term in terms) / total if total else 1.0
