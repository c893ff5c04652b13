"""The prompts in `prompts/*.md`: one file each, read when it is needed, its placeholders checked against what is filled in.

A file is the text of one prompt, or of one a language, each under a line `=== zh` or `=== en`. Placeholders are those of
`string.Template`: `$name`, `$$` for the sign itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from string import Template

from ingest.errors import TiaoliError

FOLDER = Path(__file__).parent.parent / "prompts"

_PART = re.compile(r"^=== (\w+)\n", re.M)


def filled(name: str, values: dict[str, str], part: str = "", converted: Callable[[str], str] = str) -> str:
    """The prompt `name` (its part `part`) with every placeholder replaced once: values are not looked into.
    converted: what is done to the wording (its script) before it is filled in.

    Raises TiaoliError('bad_prompt') naming the file when it or the part is missing, when a `$` is no placeholder, or when its
    placeholders are not just the names of `values`.
    """
    template = Template(converted(_part(name, part)))
    if not template.is_valid():
        raise _bad(name, "有不成占位符的 $（写作 $$）", "has a stray $ (write $$)")
    asked, given = set(template.get_identifiers()), set(values)
    if unknown := sorted(asked - given):
        raise _bad(name, f"有不认识的占位符 ${', $'.join(unknown)}", f"has an unknown placeholder ${', $'.join(unknown)}")
    if missing := sorted(given - asked):
        raise _bad(name, f"缺少占位符 ${', $'.join(missing)}", f"lacks the placeholder ${', $'.join(missing)}")
    return template.substitute(values)


def version(name: str) -> str:
    """Which edition of a prompt is used: the first 12 hex digits of the file's SHA-256. Raises as `filled`."""
    return sha256(_read(name).encode()).hexdigest()[:12]


def _part(name: str, part: str) -> str:
    """One part of a prompt, or all of it where it has none."""
    first, *rest = _PART.split(_read(name))
    parts = dict(zip(rest[::2], rest[1::2], strict=True)) if rest else {"": first}
    if part not in parts:
        raise _bad(name, f"缺少 === {part} 部分" if part else "应为一个整体", f"lacks the part === {part}" if part else "must be one part")
    return parts[part].strip() + "\n"


def _read(name: str) -> str:
    try:
        return (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _bad(name, "读不出来", "cannot be read") from error


def _bad(name: str, chinese: str, english: str) -> TiaoliError:
    file = f"prompts/{name}.md"
    return TiaoliError("bad_prompt", f"提示词文件 {file} {chinese} / the prompt file {file} {english}",
                       "请改正或恢复该文件 / correct the file or restore it")
