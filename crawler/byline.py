"""Who wrote it: the name on a line of its own at the end of an article, or after "Tác giả:"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.text import fold

_LABEL = re.compile(r"(?:bai(?: va|,)? anh|tin(?: va|,)? anh|bai viet|thuc hien|tac gia|nguoi viet|by|author)\s*:\s*")
_WORD = re.compile(r"[^\W\d_]+(?:[.'’][^\W\d_]+)*\.?")  # H'Linh too
_JOINTS = frozenset(("-", "–", "&", ",", "và"))
_LONGEST = 60
_SAYING = 25
# Capitalised words that end a text and are nobody: the place, the agency, the close.
_NOBODY = frozenset(
    ("het", "tin", "anh", "theo", "bo", "so", "ubnd", "ttxvn", "vgp", "noi nhan", "ban bien tap", "ha noi", "viet nam")
)
_NO_NAME_BEGINS = frozenset(("hết", "tin", "ảnh", "theo", "bộ", "sở", "ubnd", "ttxvn", "vgp"))  # but "Anh Tuấn" does


def take(paragraphs: Sequence[str]) -> tuple[list[str], str | None]:
    """The paragraphs without their byline, and the author it names.

    A bare name counts only as the last paragraph, after a sentence or a caption: after a heading
    or another name it may be one of a list.
    """
    kept = list(paragraphs)
    for place in range(len(kept) - 1, max(len(kept) - 4, 0), -1):
        if author := labelled(kept[place]):
            del kept[place]
            return kept, author
    if len(kept) > 1 and is_name(kept[-1]) and _says_something(kept[-2]):
        return kept[:-1], kept[-1].strip(" ()-–")
    return kept, None


def _says_something(paragraph: str) -> bool:
    return len(paragraph) >= _SAYING and not paragraph.endswith(":") and not is_name(paragraph)


def labelled(paragraph: str) -> str | None:
    """The name in "Tác giả: Nguyễn Văn A"; None where the line is anything else."""
    label = _LABEL.match(fold(paragraph[:_LONGEST]))
    if label is None or len(paragraph) > _LONGEST + label.end():
        return None
    return paragraph[label.end() :].strip(" .;-–") or None


def is_name(paragraph: str) -> bool:
    """Two to six capitalised words and nothing else: "Nhã Khương", "PHAN THẢO - Minh An"."""
    bare = paragraph.strip(" ()-–")
    if len(bare) > _LONGEST:
        return False
    words = [w for w in bare.replace(",", " , ").split() if w not in _JOINTS]
    return (
        2 <= len(words) <= 6
        and fold(bare) not in _NOBODY
        and words[0].lower() not in _NO_NAME_BEGINS
        and all(_WORD.fullmatch(w) and w[0].isupper() for w in words)
    )
