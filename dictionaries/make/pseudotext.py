"""Pseudo-Swedish for training pairs: words drawn from n-gram counts and from the word lists of this project.

Nothing is copied from a running text: a chain of trigram counts gives plausible letter sequences and a plausible mix of
words, which is all a confusion table needs. Names, sums, dates and § are made up.
"""

import subprocess
from bisect import bisect
from itertools import accumulate
from pathlib import Path

LISTS = Path(__file__).resolve().parents[1] / "words"
PARTIES = ["S", "M", "C", "L", "V", "KD", "MP", "SD"]
MONTHS = ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december"]
UNITS = ["KS", "SN", "BN", "TN", "MBN", "KSN", "UN"]
# Modern spelling and the spelling before 1906, for old pages: as beginnings of words and as whole words.
OLD_WORDS = {"av": "af", "över": "öfver", "vad": "hvad", "var": "hvar", "vilken": "hvilken", "vilket": "hvilket", "vilka": "hvilka",
             "har": "hafver", "ha": "hafva", "är": "äro", "ska": "skola", "blev": "blef", "bliva": "blifva",
             "även": "äfven", "själv": "sjelf", "god": "godt", "blir": "blifver"}


def rows(path):
    done = subprocess.run(["zstd", "-dcq", str(path)], capture_output=True, check=True)
    for line in done.stdout.decode().splitlines():
        yield line.split("\t")


def listed(name):
    lines = (LISTS / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0] for line in lines if line and not line.startswith("#")]


class Choice:
    """Weighted choice in the order given."""

    def __init__(self, items, weights):
        self.items, self.sums = items, list(accumulate(weights))

    def draw(self, rng):
        return self.items[bisect(self.sums, rng.random() * self.sums[-1], hi=len(self.items) - 1)]


class Text:
    """Draws tokens; every draw uses the generator it is given."""

    def __init__(self, counts):
        counts = Path(counts)
        self.next2, self.next1, self.written = {}, {}, {}
        for gram, n in rows(counts / "trigrams.tsv.zst"):
            head, last = gram.rsplit(" ", 1)
            self.next2.setdefault(head, []).append((last, int(n)))
        for gram, n in rows(counts / "bigrams.tsv.zst"):
            head, last = gram.split(" ")
            if int(n) >= 4:
                self.next1.setdefault(head, []).append((last, int(n)))
        best, forms = {}, []
        for word, inside, start in rows(counts / "unigrams.tsv.zst"):
            low, n = word.lower(), int(inside)
            if n > best.get(low, 0):
                best[low], self.written[low] = n, word
            if n >= 3 and word.isalpha():
                forms.append((word, n ** 0.5))  # the square root brings out the rare forms
        self.any = Choice([w for w, _ in forms], [n for _, n in forms])
        self.given, self.surnames = listed("given-names.txt"), listed("surnames.txt")
        self.places, self.minutes, self.old = listed("municipalities.txt"), listed("minutes.txt"), listed("old-spelling.txt")

    def person(self, rng, old=False):
        parts = [pick(rng, self.given), pick(rng, self.surnames)]
        if rng.random() < 0.15:
            parts.insert(1, pick(rng, self.given))
        if rng.random() < 0.1:
            parts[0] += "-" + pick(rng, self.given)
        return " ".join(parts) + ("" if old or rng.random() < 0.5 else f" ({pick(rng, PARTIES)})")

    def sentence(self, rng, old=False):
        """Printed words of one sentence, the full stop included."""
        before, out, opened = ["<s>", "<s>"], [], None
        while len(out) < 34:
            token = self.token(rng, before)
            before = [before[1], token]
            if token == "<s>":
                if len(out) > 2:
                    break
                before = ["<s>", "<s>"]
            elif token == "<n>":
                out.append(number(rng, old))
            elif token == "<x>":
                opened = sign(rng, out, opened)
            else:
                out.append(self.dress(rng, token, old))
            roll = rng.random()
            if roll < 0.02:
                out.append(self.person(rng, old))
            elif roll < 0.03:
                out.append(pick(rng, self.places))
            elif roll < 0.045:
                out.append(f"§ {rng.integers(1, 240)}" if not old else f"§ {rng.integers(1, 30)}")
        if out and out[-1] in "–-(":
            out.pop()
        if opened and out:
            out[-1] += opened
        text = " ".join(out).replace(" ,", ",").replace("( ", "(")
        return (text[:1].upper() + text[1:] + ("." if rng.random() < 0.93 else pick(rng, [":", ";", "?", "!"]))).split(" ")

    def token(self, rng, before):
        roll = rng.random()
        if roll < 0.05:
            return self.any.draw(rng)
        if roll < 0.08:
            return pick(rng, self.minutes)
        following = self.next2.get(" ".join(before)) or self.next1.get(before[1]) or self.next1["<s>"]
        return Choice([w for w, _ in following], [n for _, n in following]).draw(rng)

    def dress(self, rng, token, old):
        word = self.written.get(token, token)
        if not old:
            return word
        if rng.random() < 0.18:
            return pick(rng, self.old)
        return OLD_WORDS.get(word, word)


def pick(rng, items):
    return items[int(rng.integers(len(items)))]


def sign(rng, out, opened):
    """Adds a sign to the words; returns the closing sign that is now due."""
    roll = rng.random()
    if not out:
        return opened
    if opened:
        out[-1] += opened
        return None
    if roll < 0.75 and out[-1][-1].isalnum():
        out[-1] += ","
    elif roll < 0.85:
        out.append("–")
    elif roll < 0.95:
        out.append("(")
        return ")"
    else:
        out.append("”" + pick(rng, ["så", "det", "den", "alla", "ett"]))
        return "”"
    return None


def number(rng, old):
    year = int(rng.integers(1862, 1912) if old else rng.integers(1935, 2026))
    day, month = int(rng.integers(1, 29)), int(rng.integers(1, 13))
    return pick(rng, [
        lambda: str(rng.integers(1, 32)), lambda: str(rng.integers(1, 1000)), lambda: str(year),
        lambda: f"{rng.integers(1, 100)} {rng.integers(0, 1000):03d}", lambda: f"{rng.integers(0, 100)},{rng.integers(1, 10)}",
        lambda: f"{year}-{month:02d}-{day:02d}", lambda: f"{day} {MONTHS[month - 1]} {year}", lambda: f"{year}/{rng.integers(1, 900)}",
        lambda: f"{pick(rng, UNITS)} {year}/{rng.integers(1, 900)}", lambda: f"{rng.integers(8, 20)}.{rng.integers(0, 60):02d}",
        lambda: f"{rng.integers(8, 20)}:{rng.integers(0, 60):02d}", lambda: f"{rng.integers(1, 100)} %", lambda: f"{rng.integers(1, 100)} kr",
        lambda: f"{rng.integers(2, 60)}–{rng.integers(60, 99)}", lambda: f"{rng.integers(1, 30)}:{rng.integers(1, 90)}",
    ])()
