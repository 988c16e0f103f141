"""Word errors and broken words, by aligning the words of gold with those of a text."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Result:
    words: int = 0  # of gold
    before: int = 0  # word-level edit distance, gold to raw
    after: int = 0  # the same, gold to output
    right: int = 0  # gold words that raw had right
    broken: int = 0  # of these, words that the output has wrong
    worst: Counter = field(default_factory=Counter)  # (gold, output) of broken words


def align(gold, text):
    """Levenshtein distance between two lists of words, and what stands in `text` for each word of `gold` (None: nothing)."""
    rows = [list(range(len(text) + 1))]
    for i, word in enumerate(gold, 1):
        last, row = rows[-1], [i] + [0] * len(text)
        for j, other in enumerate(text, 1):
            row[j] = min(last[j - 1] + (word != other), last[j] + 1, row[j - 1] + 1)
        rows.append(row)
    i, j, partner = len(gold), len(text), [None] * len(gold)
    while i > 0:
        if j > 0 and rows[i][j] == rows[i - 1][j - 1] + (gold[i - 1] != text[j - 1]):
            i, j = i - 1, j - 1
            partner[i] = text[j]
        elif rows[i][j] == rows[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    return rows[-1][-1], partner


def align_pages(gold, text):
    """[`align`] for each page."""
    return [align(g.split(), t.split()) for g, t in zip(gold, text, strict=True)]


def score(documents, before, outs):
    """Totals over `documents`; `before` is [`align_pages`] of each document's gold with raw."""
    result = Result()
    for doc, raw_pages, out in zip(documents, before, outs, strict=True):
        for gold, (raw_errors, raw), (out_errors, new) in zip(doc.gold, raw_pages, align_pages(doc.gold, out), strict=True):
            words = gold.split()
            result.words += len(words)
            result.before += raw_errors
            result.after += out_errors
            for word, was, now in zip(words, raw, new, strict=True):
                result.right += was == word
                if was == word != now:
                    result.broken += 1
                    result.worst[word, now] += 1
    return result
