"""The scores for people and for machines: a table for the console, JSON, Markdown, and one HTML page with every miss."""

from eval.report.console import console_table
from eval.report.data import as_json
from eval.report.markdown import markdown
from eval.report.page import html_page
from eval.report.summary import Summary, summary_of

__all__ = ["Summary", "as_json", "console_table", "html_page", "markdown", "summary_of"]
