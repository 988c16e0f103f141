"""What the peers share: what is a word in a text, and how its correction comes back into it."""

import re
from importlib import metadata
from time import process_time

# What stands before a word, the word (letters, figures, `&`; inside also hyphen, apostrophe, colon), what stands after it.
WORD = re.compile(r"([^\w&]*)((?:[^\W_]|&)+(?:[-'’:](?:[^\W_]|&)+)*)([^\w&]*)")


def is_word(core, figures):
    """Whether letters and `&`, which English models read for å and ä, outnumber figures; without `figures`, whether there is no
    figure. A single sign is no word."""
    digits = sum(c.isdigit() for c in core)
    letters = sum(c.isalpha() for c in core)
    if len(core) < 2 or letters == 0:
        return False
    return letters + core.count("&") > digits if figures else digits == 0


def version_of(package):
    return f"{package} {metadata.version(package)}"


class Peer:
    """A corrector of single words."""

    figures = True  # a token with figures in it may be a word

    def __init__(self, name, justera, lexicon):
        self.name = name
        self.prepare(lexicon)
        start = process_time()
        self.load(lexicon)
        self.loading = process_time() - start

    def prepare(self, lexicon):
        """Has the words read before the loading is timed."""
        lexicon.small

    def load(self, lexicon):
        """Makes the engine ready and sets `version`; raises `Missing`."""
        raise NotImplementedError

    def lookup(self, word):
        """The correction of a word in small letters."""
        raise NotImplementedError

    def word(self, word):
        """The correction of a word as written, in the same capitals. What is neither in small letters, in capitals nor with
        one capital in front stays."""
        small = word.lower()
        if word == small:
            return self.lookup(small)
        if word.isupper():
            return self.lookup(small).upper()
        if word[1:] == small[1:]:
            fixed = self.lookup(small)
            return fixed[:1].upper() + fixed[1:]
        return word

    def chunk(self, chunk):
        """The correction of what stands between two blanks. Figures, codes, addresses and single signs stay."""
        match = WORD.fullmatch(chunk)
        if not match or not is_word(match[2], self.figures):
            return chunk
        return match[1] + self.word(match[2]) + match[3]

    def page(self, page):
        """The correction of a page, line by line. The two parts of a word divided at a line's end are no words and stay."""
        lines, divided = [], False
        for line in page.split("\n"):
            chunks = line.split(" ")
            full = [at for at, chunk in enumerate(chunks) if chunk]
            stay = {full[0]} if full and divided else set()
            if full:
                last = chunks[full[-1]]
                divided = len(last) > 1 and last[-1] in "-¬\u00ad"
                if divided:
                    stay.add(full[-1])
            lines.append(" ".join(chunk if at in stay else self.chunk(chunk) for at, chunk in enumerate(chunks)))
        return "\n".join(lines)

    def measure(self, documents):
        """Each document's pages corrected, and the CPU seconds that it took."""
        start = process_time()
        outs = [[self.page(page) for page in doc.raw] for doc in documents]
        return outs, process_time() - start

    def seconds(self, documents):
        """CPU seconds for correcting `documents` once."""
        return self.measure(documents)[1]
