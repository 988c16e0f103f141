"""The tools. Settings that are not a tool's defaults were chosen on the training half of the page pairs (`--sets tune`)."""

import os
import subprocess
import tempfile
import unicodedata
from contextlib import contextmanager
from pathlib import Path

from base import Peer, version_of
from justera import Justera
from lexicon import Missing


def skeleton(word):
    """The word without dots, rings and accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


class Skeleton(Peer):
    """Each word becomes the most frequent word that differs from it in dots, rings and accents alone."""

    version = "baseline, in this folder"

    def load(self, lexicon):
        self.best = {}
        for word, _ in lexicon.small:
            self.best.setdefault(skeleton(word), word)

    def lookup(self, word):
        return self.best.get(skeleton(word), word)


class SymSpell(Peer):
    """SymSpell in Python: the nearest word of the list, the most frequent of the nearest."""

    distance = 2

    def load(self, lexicon):
        try:
            from symspellpy import SymSpell as Engine, Verbosity
        except ImportError as error:
            raise Missing(error) from error
        self.version = f"{version_of('symspellpy')}, distance {self.distance}"
        self.top = Verbosity.TOP
        self.engine = Engine(max_dictionary_edit_distance=self.distance, prefix_length=7)
        for word, count in lexicon.small:
            self.engine.create_dictionary_entry(word, count)

    def lookup(self, word):
        found = self.engine.lookup(word, self.top, max_edit_distance=self.distance)
        return found[0].term if found else word


class SymSpell1(SymSpell):
    """SymSpell that looks one letter far."""

    distance = 1


class SymSpellRs(Peer):
    """SymSpell in Rust, a process that answers word by word and says how long its lookups took."""

    program = Path(__file__).parent / "symspell-rs/target/release/symspell-lines"

    def load(self, lexicon):
        if not self.program.exists():
            raise Missing("not built; cargo build --release --manifest-path benches/peers/symspell-rs/Cargo.toml")
        self.version = "symspell 0.5.2 (crate), distance 2; lookups alone"
        with tempfile.TemporaryDirectory() as folder:
            words = Path(folder, "words.tsv")
            lexicon.write(words)
            self.process = subprocess.Popen([self.program, words, "2"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
            self.own_loading = float(self.process.stdout.readline().split()[1])

    def __init__(self, name, justera, lexicon):
        super().__init__(name, justera, lexicon)
        self.loading = self.own_loading  # this process waits meanwhile and spends nothing

    def lookup(self, word):
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().rstrip("\n")

    def measure(self, documents):
        start = float(self.lookup(""))
        outs, _ = super().measure(documents)
        return outs, float(self.lookup("")) - start


class Hunspell(Peer):
    """Hunspell with the Swedish dictionary and the lists: a word it does not know becomes its first suggestion. It gets words
    as written, since it knows names by their capitals."""

    folders = ("/usr/share/hunspell", "/usr/share/myspell", "/opt/homebrew/share/hunspell", "/Library/Spelling")

    def prepare(self, lexicon):
        lexicon.listed

    def load(self, lexicon):
        try:
            from hunspell import HunSpell
        except ImportError as error:
            raise Missing(error) from error
        folder = next((f for f in map(Path, self.folders) if (f / "sv_SE.dic").exists()), None)
        if folder is None:
            raise Missing("no sv_SE.dic; on Debian: apt-get install hunspell-sv")
        packages = [debian(package) for package in ("libhunspell-1.7-0", "hunspell-sv")]
        self.version = ", ".join(filter(None, [version_of("hunspell"), *packages]))
        self.engine = HunSpell(str(folder / "sv_SE.dic"), str(folder / "sv_SE.aff"))
        for word in lexicon.listed:
            self.engine.add(word)

    def word(self, word):
        if self.engine.spell(word):
            return word
        found = self.engine.suggest(word)
        return found[0] if found else word


def debian(package):
    """Name and version of an installed Debian package, or nothing."""
    try:
        found = subprocess.run(["dpkg-query", "-W", "-f", "${Package} ${Version}", package], capture_output=True, text=True)
    except OSError:
        return ""
    return found.stdout if found.returncode == 0 else ""


class Analiticcl(Peer):
    """Analiticcl: anagram hashing, then a score of edit distance, common parts and frequency."""

    # The signs of a group are one letter to it.
    alphabet = ["aåäáàâæ&4", "eéèêë", "oöóòôø06", "iíîï1|", "uüúùû", "yÿ", *"bcdfghjklmnpqrstvwxz", "-'’:"]

    def load(self, lexicon):
        try:
            from analiticcl import SearchParameters, VariantModel, Weights
        except ImportError as error:
            raise Missing(error) from error
        self.version = version_of("analiticcl")
        groups = (dict.fromkeys(group + group.upper()) for group in self.alphabet)
        with tempfile.TemporaryDirectory() as folder, quiet():
            alphabet, words = Path(folder, "alphabet.tsv"), Path(folder, "words.tsv")
            alphabet.write_text("".join("\t".join(group) + "\n" for group in groups), encoding="utf-8")
            lexicon.write(words)
            self.engine = VariantModel(str(alphabet), Weights(), 0)
            self.engine.read_lexicon(str(words))
            self.engine.build()
        distances = {"max_anagram_distance": 2, "max_edit_distance": 2}
        self.parameters = SearchParameters(**distances, max_matches=1, freq_weight=0.25, stop_at_exact_match=True, single_thread=True)

    def lookup(self, word):
        found = self.engine.find_variants(word, self.parameters)
        return found[0]["text"] if found else word


@contextmanager
def quiet():
    """Keeps what a library tells on standard error while it loads out of the run."""
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)


TOOLS = {
    "justera": Justera,
    "skeleton": Skeleton,
    "symspell": SymSpell,
    "symspell-1": SymSpell1,
    "symspell-rs": SymSpellRs,
    "hunspell": Hunspell,
    "analiticcl": Analiticcl,
}

# What runs where nothing is chosen.
DEFAULT = [name for name in TOOLS if name != "symspell-1"]
