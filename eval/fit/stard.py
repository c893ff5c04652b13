"""STARD's training questions as a question set over an index: `python -m eval.fit.stard STARD_DIR HOME SET.jsonl`.

The index in HOME holds all of its articles (an hour of embedding on two cores). Its dev questions are left for reporting.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from eval.yardsticks import articles, laws, questions_of
from index.writer import write_index


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, metavar="STARD_DIR")
    parser.add_argument("home", type=Path, metavar="HOME")
    parser.add_argument("questions", type=Path, metavar="SET.jsonl")
    arguments = parser.parse_args()
    notices, unit_of = laws(articles(arguments.folder))
    with write_index(arguments.home, create=True) as index:
        index.put_many(notices)
    address = {unit_of[clause.id]: {"doc": notice.doc_id, "address": clause.address}
               for notice in notices for clause in notice.clauses}
    lines = [json.dumps({"question": one.text, "citations": [address[unit] for unit in sorted(one.gold)]}, ensure_ascii=False)
             for one in questions_of(arguments.folder, "train")]
    arguments.questions.write_text("\n".join((*lines, "")), encoding="utf-8")


if __name__ == "__main__":
    main()
