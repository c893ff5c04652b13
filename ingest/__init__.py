"""bytes -> text -> metadata -> clause tree. Pure Python: no llama_index, chromadb or gradio."""
