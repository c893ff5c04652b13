"""Real `tiaoli ingest` processes killed at random moments: the small form of `python -m eval.bench.kill`."""

from __future__ import annotations

from eval.bench.kill import differences, torture


def test_killed_ingests_end_in_the_index_of_a_clean_one(tmp_path):
    after, clean, moments = torture(tmp_path / "in", tmp_path / "home", kills=1, notices=8, seed=3)
    assert len(moments) == 1 and moments != ["finished first"]
    assert len(clean.notices) > 4 and all(clean.lexical) and all(clean.dense)
    assert differences(after, clean) == []
