"""Makes pages dense with § of every use, and with what looks like one, to learn how readings vote on it.

    python render-paragraph-signs.py COUNTS OUT FIRST LAST     pages number FIRST … LAST as OUT/NNN.png and OUT/NNN.gold.txt

COUNTS holds `unigrams.tsv.zst`, from which the filling words come. A page depends on its number alone. Needs what render-pairs.py needs.
"""

import importlib.util
import random
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "fixtures" / "make"))
sys.path.insert(0, str(HERE))
import damage  # noqa: E402
import numpy as np  # noqa: E402
from PIL import Image, ImageDraw, ImageFont  # noqa: E402

pairs = importlib.util.spec_from_file_location("pairs", HERE / "render-pairs.py")
rp = importlib.util.module_from_spec(pairs)
pairs.loader.exec_module(rp)
damage.PROFILES.update({
    "lowres": {"skew": 0.4, "blur": 1.6, "light": 15, "noise": 6, "cut": None, "specks": 0, "bleed": 0, "size": (150, 150)},
    "bleed": {"skew": 0.5, "blur": 1.8, "light": 35, "noise": 7, "cut": None, "specks": 0, "bleed": 0.15, "size": (200, 200)},
})
PROFILES = ["office", "clean", "photocopy", "fax", "lowres", "bleed", "aged", "grey"]
LAWS = ("kommunallagen socialtjänstlagen skollagen LSS LVU PBL miljöbalken förvaltningslagen alkohollagen medbestämmandelagen "
        "arbetsordningen reglementet bygdestadgan ärvdabalken kyrkolagen").split()
ORGANS = ["KS", "KF", "KSAU", "Ks", "BN", "MBN", "SN", "RS"]
PARTIES = ["S", "M", "C", "KD", "MP"]
SIGNS, LIKE = 0.62, "835"  # share of sentences with a §; digits that look like one


class Sentences:
    def __init__(self, words, rng):
        self.words, self.rng = words, rng

    def words_of(self, few, many):
        return " ".join(self.rng.choice(self.words) for _ in range(self.rng.randint(few, many)))

    def title(self):
        return self.words_of(1, 4).capitalize()

    def number(self):
        r = self.rng
        return r.choice([r.randint(1, 20), r.randint(1, 99), r.randint(100, 320)])

    def with_sign(self):
        r, w, n, law = self.rng, self.words_of, self.number(), self.rng.choice(LAWS)
        chapter, letter, organ = r.randint(1, 30), r.choice(["", "", " a", " b", "a"]), r.choice(ORGANS)
        return r.choice([
            f"{w(2, 5)} enligt {chapter} kap. {n}{letter} § {law} {w(1, 5)}.", f"{w(2, 5)} {n} § {law} {w(0, 4)}", f"§ {n} {self.title()}",
            f"§{n} {self.title()}", f"§ {n}.", f"{organ} § {n}/20{r.randint(10, 24)} {w(1, 4)}", f"{w(1, 5)} §§ {n}-{n + r.randint(1, 9)} {w(1, 4)}",
            f"§§ {n}–{n + r.randint(1, 9)}, {w(1, 3)}", f"{w(1, 4)} ({chapter} kap. {n} § {law}) {w(1, 4)}", f"{w(1, 4)}, § {n}, {w(1, 4)}",
            f"{n} § Dnr {organ} 20{r.randint(10, 24)}/{r.randint(1, 400)}", f"{w(1, 4)} ({n} §) {w(1, 4)}", f"{w(1, 4)} {n} och {n + 2} §§ {law}",
            f"{organ} § {n} Dnr {r.randint(1990, 2024)}/{r.randint(1, 300)}", f"{w(1, 4)} {n} § {r.randint(1, 4)} st. {r.randint(1, 9)} p {law}",
            f"§ {n}{r.choice([' A', 'A', ' B'])} {w(1, 3)}", f"{organ} § {n}", f"{organ} § {n} {self.title()}", f"{organ}§ {n}", f"- § A {n}/20{r.randint(10, 24)} {w(1, 3)}", f"- §§ A {n}-{n + 3} {w(1, 3)}", f"{w(1, 3)} {n} §§ {w(1, 3)}",
            f"{self.title()} ({r.choice(PARTIES)}), §§ {n}-{n + r.randint(1, 9)}", f"{self.title()} ({r.choice(PARTIES)}), §§ {n}", f"{w(2, 3)} {n} §.",
             f"{organ}§ {n} Dnr {r.randint(1, 400)}", f"{w(1, 3)} {n} § {r.choice(LAWS)}, {w(1, 3)}",
            f"({r.choice(PARTIES)}), ej § {n}", f"{w(1, 3)}, {n} § LUL, {r.randint(1, 9)} {w(1, 2)}", f"§ {n}      {self.title()}",
        ])

    def without(self):
        r, w, like, n, organ = self.rng, self.words_of, self.rng.choice(LIKE), self.number(), self.rng.choice(ORGANS)
        return r.choice([
            f"{w(2, 5)} {like} {w(2, 4)}.", f"{self.title()} (S) {w(2, 5)} (KD), {self.title()} (S)", f"{r.randint(1, 9)} 8{r.randint(10, 99)} {w(1, 3)} kronor",
            f"8{r.randint(10, 99)} {w(2, 5)}", f"{w(1, 3)} & {w(1, 3)} {r.randint(80, 89)} %", f"8. {w(2, 5)}", f"s. {n} {w(1, 4)}", f"S {n} {w(1, 2)}", f"- {organ} {n}/20{r.randint(10, 24)}", f"{n} S {w(1, 2)}", f"{organ} {n} {w(1, 3)}", f"Dnr {r.choice(ORGANS)} 20{r.randint(10, 24)}/{n}", f"{organ} {r.randint(2010, 2024)}-{n} {w(1, 2)}", f"{like} {organ} {w(1, 2)}",
            f"{w(2, 4)} den {like} {r.choice(['mars', 'juni', 'augusti'])} {r.choice([1958, 1983, 2018, 2008])}", w(6, 9), f"5 {w(2, 5)}",
            f"{w(2, 4)} 08.{r.randint(10, 59)}-{r.randint(10, 16)}.{r.randint(10, 59)}", f"{r.choice(['8', '3', '5', 'S'])} {w(1, 3)}",
            f"Kl. 8.30 {w(2, 3)} sid {like} (8)",
        ])

    def next(self):
        return self.with_sign() if self.rng.random() < SIGNS else self.without()


def sheet(sentences, face, leading):
    page = Image.new("L", rp.PAGE, 255)
    draw, y, lines = ImageDraw.Draw(page), rp.mm(25), []
    while y < rp.PAGE[1] - rp.mm(30):
        for line in rp.broken(sentences.next().split(" "), rp.PAGE[0] - rp.mm(45), face, False):
            draw.text((rp.mm(25), y), line, font=face, fill=25)
            lines.append(line)
            y += leading
        y += int(leading * 0.7) if sentences.rng.random() < 0.4 else 0
    return page, lines


def render(number, words, out):
    rng = random.Random(number * 7919 + 5)
    style, profile = list(rp.STYLES)[number % 4], PROFILES[number // 4 % len(PROFILES)]
    fonts, (low, high), lead, _, _ = rp.STYLES[style]
    fonts = [f for f in fonts if not any(l in f for l in rp.LACKING)]
    size = rng.choice([low, low + 1, high])
    face = ImageFont.truetype(str(rp.FONTS / fonts[(number // 4 + number // 32) % len(fonts)]), rp.pt(size))
    sentences, leading = Sentences(words, rng), int(rp.pt(size) * lead)
    page, lines = sheet(sentences, face, leading)
    back, _ = sheet(sentences, face, leading)
    scan = damage.scan(page, profile, np.random.default_rng(number), back)
    scan.convert("L").save(out / f"{number:03d}.png", dpi=damage.PROFILES[profile]["size"])
    (out / f"{number:03d}.gold.txt").write_text("\n".join(lines) + "\n")


def main(counts, out, first, last):
    table = subprocess.run(["zstd", "-dc", f"{counts}/unigrams.tsv.zst"], capture_output=True, text=True, check=True).stdout
    heads = [line.split("\t")[0] for line in table.splitlines()[:4000]]
    words = [w for w in heads if len(w) > 1 and w.isalpha() and w.islower()]
    Path(out).mkdir(parents=True, exist_ok=True)
    for number in range(int(first), int(last)):
        render(number, words, Path(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
