"""What changed between two texts, word by word: for eyes, not for patches."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Literal

Op = Literal["same", "gone", "new"]
_WORDS = re.compile(r"\s+|[^\s]+")
LONGEST = 3000  # words of a paragraph compared word by word; the comparison is quadratic
MOST = 400  # paragraphs on either side


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that stayed, went or came."""

    op: Op
    text: str


Paragraph = list[Run]


def difference(before: str, after: str) -> list[Paragraph]:
    """The paragraphs that changed, each as runs; unchanged paragraphs are left out."""
    old, new = before.split("\n\n")[:MOST], after.split("\n\n")[:MOST]
    found: list[Paragraph] = []
    for op, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op != "equal":
            found += _changed(old[a:b], new[c:d])
    return found


def _changed(old: list[str], new: list[str]) -> list[Paragraph]:
    """Paragraphs that took each other's place, side by side; what is left over went or came whole."""
    both = min(len(old), len(new))
    found = [_by_words(one.strip(), other.strip()) for one, other in zip(old[:both], new[:both], strict=True)]
    found += [[Run("gone", text.strip())] for text in old[both:]]
    return found + [[Run("new", text.strip())] for text in new[both:]]


def _by_words(old: str, new: str) -> Paragraph:
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    if len(a) > LONGEST or len(b) > LONGEST:
        return [Run("gone", old), Run("new", new)]
    runs: Paragraph = []
    for op, i, j, k, m in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if op == "equal":
            runs.append(Run("same", "".join(a[i:j])))
            continue
        if i < j:
            runs.append(Run("gone", "".join(a[i:j])))
        if k < m:
            runs.append(Run("new", "".join(b[k:m])))
    return runs
