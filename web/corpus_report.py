"""What an upload or a removal is doing and has done, as HTML in which all text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from answer.model import Lang
from index.corpus import Report, Step, Written
from index.scan import Skipped
from ingest.errors import TiaoliError
from web.corpus_list import words_of_page
from web.render import attribute, escaped
from web.wording import half

MOST_LINES = 200


def progress_html(step: Step | None, lang: Lang) -> str:
    """A bar with the notices done; without a step yet, only that work has begun."""
    words = words_of_page()[lang]
    if step is None or not step.total:
        return _box(f'<p>{escaped(words["waiting"])}</p><progress aria-label="{attribute(words["waiting"])}"></progress>')
    said = words["progress"].format(done=int(step.done), total=step.total)
    return _box(f'<p>{escaped(said)}</p><progress max="{step.total}" value="{step.done:.2f}" aria-label="{attribute(said)}">'
                f'</progress><p class="tl-file">{escaped(_file(step.source))}</p>')


def report_html(report: Report, titles: Mapping[str, str], lang: Lang) -> str:
    """What became of each file. titles: doc id -> title, of the notices on file."""
    words = words_of_page()[lang]
    counts = " · ".join(f'{words[what]} {len(getattr(report, what))}' for what in ("added", "replaced", "unchanged", "skipped"))
    head = (f'<h2>{escaped(words["report"])}</h2><p><strong>{escaped(counts)}</strong> · '
            f'{escaped(words["seconds"].format(seconds=f"{report.seconds:.1f}"))}</p>')
    lines = [*(_skipped(each, words) for each in report.skipped),
             *(_written(each, titles, words) for each in report.written),
             *(_line(words["unchanged"], titles.get(doc_id) or doc_id, "") for doc_id in report.unchanged)]
    return _box(head + _listed(lines, words), kind=" tl-some-skipped" if report.skipped else "")


def removed_html(title: str, lang: Lang) -> str:
    words = words_of_page()[lang]
    return _box(f'<p>{escaped(words["removed"].format(title=title or words["untitled"]))}</p>')


def removing_html(lang: Lang) -> str:
    words = words_of_page()[lang]
    return _box(f'<p>{escaped(words["removing"])}</p><progress aria-label="{attribute(words["removing"])}"></progress>')


def failure_html(error: TiaoliError, lang: Lang) -> str:
    """Why nothing was done."""
    hint = f"<p>{escaped(half(error.hint, lang))}</p>" if error.hint else ""
    message = escaped(half(error.message, lang))
    return _box(f'<h2>{escaped(words_of_page()[lang]["failed"])}</h2><p>{message}</p>{hint}', kind=" tl-failed")


def _box(html: str, kind: str = "") -> str:
    return f'<div class="tl-intake{kind}" role="status">{html}</div>'


def _written(written: Written, titles: Mapping[str, str], words: Mapping[str, str]) -> str:
    said = words["written_line"].format(clauses=written.clauses, warnings=len(written.warnings))
    name = titles.get(written.doc_id) or _file(written.source)
    doubts = "".join(f"<li>{escaped(warning)}</li>" for warning in written.warnings)
    folded = (f'<details><summary>{escaped(words["doubts"].format(count=len(written.warnings)))}</summary><ul>{doubts}</ul></details>'
              if doubts else "")
    return _line(words[written.outcome], name, f'<span class="tl-file">{escaped(_file(written.source))} · {escaped(said)}</span>{folded}')


def _skipped(skipped: Skipped, words: Mapping[str, str]) -> str:
    return _line(words["skipped"], _file(skipped.source), f'<span class="tl-reason">{escaped(skipped.reason)}</span>', " tl-skipped")


def _line(outcome: str, name: str, rest: str, kind: str = "") -> str:
    return f'<li class="tl-line{kind}"><span class="tl-outcome">{escaped(outcome)}</span> <bdi>{escaped(name)}</bdi>{rest}</li>'


def _listed(lines: Sequence[str], words: Mapping[str, str]) -> str:
    rest = escaped(words["more"].format(count=len(lines) - MOST_LINES))
    closing: Iterable[str] = [f"<li>{rest}</li>"] if len(lines) > MOST_LINES else []
    return f'<ul class="tl-lines">{"".join([*lines[:MOST_LINES], *closing])}</ul>'


def _file(source: str) -> str:
    """A source as the uploader knows it: without the folders of this machine, with those inside an archive."""
    return source if "!/" in source and not source.startswith("/") else source.rpartition("/")[2]
