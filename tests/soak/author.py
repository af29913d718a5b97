"""Who writes the country's news during a soak: articles without end, every fourth a report, some corrected later."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from crawler.demo.country import Country
from crawler.demo.data import Story

REPORT = "phien-hop-caobang"
SENTENCES = 8
WORDS = (20, 40)  # in a sentence


class Author:
    """`text` is what a story said when it appeared, and after each correction: all of it is to be archived."""

    def __init__(self, country: Country, seed: int) -> None:
        self.country = country
        self._random = random.Random(seed)
        self._words = sorted(
            {word for s in country.stories.values() for part in s.body for word in part.split() if _plain(word)}
        )
        self.texts = {story.text for site in country.healthy() for story in country.shown(site)}
        self.reports: set[str] = set()  # the first text of each report
        self.corrected: set[str] = set()  # the text after a figure of a report was corrected
        self._correctable: list[str] = []
        self._written = 0

    def write(self) -> None:
        """One more article appears."""
        self._written += 1
        is_report = self._written % 4 == 0
        story = self._report() if is_report else self._news()
        self.country.stories[story.id] = story
        self.country.publish(story.id)
        self.texts.add(story.text)
        if is_report:
            self.reports.add(story.text)
            self._correctable.append(story.id)

    def correct(self, archived: set[str]) -> None:
        """A report's figure is put right, once its first text has been read by all."""
        ready = [id for id in self._correctable if self.country.stories[id].text in archived]
        if not ready:
            return
        self._correctable.remove(ready[0])
        self.country.correct(ready[0], "68,4%", f"{60 + self._written % 8},{self._written % 9 + 1}%")
        text = self.country.stories[ready[0]].text
        self.texts.add(text)
        self.corrected.add(text)

    def _news(self) -> Story:
        sites = self._random.sample(self.country.healthy(), 2)
        return self._story(tuple(sites), self._sentence(12).rstrip("."), self._sentence(), ())

    def _report(self) -> Story:
        told = self.country.stories[REPORT]
        title = f"Cao Bằng: {self._sentence(10).rstrip('.')}"
        return self._story(("cong-caobang",), title, told.lead, (told.body[0], told.body[1]))

    def _story(self, sites: tuple[str, ...], title: str, lead: str, first: tuple[str, ...]) -> Story:
        number = 104_000 + self._written
        last = self.country.stories[REPORT]
        body = (*first, *(self._sentence() for _ in range(SENTENCES)))
        return replace(
            last,
            id=f"tin-{number}",
            number=number,
            sites=sites,
            title=title,
            lead=lead,
            body=body,
            caption=self._sentence(12),
            at=last.at + timedelta(seconds=self._written),
        )

    def _sentence(self, words: int | None = None) -> str:
        chosen = self._random.choices(self._words, k=words or self._random.randint(*WORDS))
        return " ".join(chosen).capitalize() + "."


def _plain(word: str) -> bool:
    return word.isalpha() and word.islower() and len(word) > 1
