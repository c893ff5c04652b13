"""Language models that draft answers: which one is configured, and its words as they come. No library is loaded before a call."""

from answer.llm.configured import Engine, engine
from answer.llm.streaming import complete, stream

__all__ = ["Engine", "complete", "engine", "stream"]
