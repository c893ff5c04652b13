"""Benchmarks; each prints ratios against a baseline of the same run, because machines differ and are noisy."""
