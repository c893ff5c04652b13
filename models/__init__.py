"""The embedded embedder: its weights, its tokenizer, and how both are made (`python -m models.build`)."""
