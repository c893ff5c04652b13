"""Clauses -> LlamaIndex nodes -> Chroma and a lexical index; question -> ranked clauses."""
