"""Real `tiaoli ingest` processes killed at random moments: the small form of `python -m eval.bench.kill`."""

from __future__ import annotations

from eval.bench.kill import differences, torture


def test_killed_ingests_end_in_the_index_of_a_clean_one(tmp_path):
    after, clean, moments = torture(tmp_path / "in", tmp_path / "home", kills=2, notices=10, seed=3)
    assert len(moments) == 2 and set(moments) != {"finished first"}
    assert len(clean.notices) > 6 and all(clean.lexical) and all(clean.dense)
    assert differences(after, clean) == []
