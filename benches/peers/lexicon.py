"""The words that the peers get: the same counts and lists that Justera's dictionary is made from."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

# What a word of a list weighs that has no weight there, as in examples/build-dictionaries.rs.
LIST_COUNT = 8


class Missing(Exception):
    """A tool cannot be loaded; says what is missing."""


@dataclass
class Lexicon:
    unigrams: Path
    lists: Path | None  # folder of word lists; None for the counts alone

    @cached_property
    def listed(self):
        """The words of the lists as written, with their weights."""
        words = {}
        for path in sorted(self.lists.glob("*.txt")) if self.lists else ():
            for line in path.read_text(encoding="utf-8").splitlines():
                if line and not line.startswith("#"):
                    word, *weight = line.split("\t")
                    words[word] = max(words.get(word, 0), int(weight[0]) if weight else LIST_COUNT)
        return words

    @cached_property
    def small(self):
        """All words in small letters with their counts, most frequent first. A word of both keeps the higher count."""
        if not self.unigrams.exists():
            raise Missing(f"no {self.unigrams}")
        try:
            import zstandard
        except ImportError as error:
            raise Missing(error) from error
        counts = Counter()
        for line in zstandard.decompress(self.unigrams.read_bytes(), max_output_size=1 << 28).decode("utf-8").splitlines():
            word, inside, at_start = line.split("\t")
            counts[word.lower()] += int(inside) + int(at_start)
        for word, weight in self.listed.items():
            counts[word.lower()] = max(counts[word.lower()], weight)
        return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))

    def write(self, path):
        """Writes `word<TAB>count` lines."""
        path.write_text("".join(f"{word}\t{count}\n" for word, count in self.small), encoding="utf-8")
