"""HTML as a reader's browser takes it apart."""

from __future__ import annotations

from html.parser import HTMLParser


class Shown(HTMLParser):
    """Text and tags of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags = "", []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def titles(self) -> list[str]:
        return [dict(attrs)["data-title"] for tag, attrs in self.tags if "data-title" in attrs]
