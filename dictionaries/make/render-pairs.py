"""Makes training pairs for the confusion tables: pseudo-text, printed in four manners, scanned badly, read by Tesseract.

    python render-pairs.py COUNTS OUT FIRST LAST     pages number FIRST … LAST; what is there already is left alone

COUNTS holds `trigrams.tsv.zst`, `bigrams.tsv.zst`, `unigrams.tsv.zst` (columns as the dictionaries' README says). Each page
gives OUT/STYLE-PROFILE-NNN.gold.txt and, line for line, .eng.txt, .engstd.txt and .swe.txt. A page depends on its number
alone. Even numbers are for learning, odd numbers for testing; two neighbours share manner and damage, not font or text.

Needs what fixtures/make/requirements.txt lists, `zstd`, and Debian's fonts-liberation fonts-dejavu-core fonts-freefont-ttf
fonts-gnutypewriter fonts-courier-prime fonts-goudybookletter fonts-adf-baskervald fonts-junicode fonts-ebgaramond
fonts-linuxlibertine fonts-crosextra-carlito fonts-crosextra-caladea fonts-open-sans fonts-oldstandard fonts-cmu.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "fixtures" / "make"))
import damage  # noqa: E402
import reading  # noqa: E402
from layout import PAGE, Sheet, mm, pt  # noqa: E402
from pseudotext import Text, pick  # noqa: E402

SEED = 1862
FONTS = Path("/usr/share/fonts")
SANS = ["truetype/liberation/LiberationSans-Regular.ttf", "truetype/dejavu/DejaVuSans.ttf", "truetype/crosextra/Carlito-Regular.ttf",
        "truetype/open-sans/OpenSans-Regular.ttf", "truetype/freefont/FreeSans.ttf", "truetype/liberation/LiberationSans-Bold.ttf"]
SERIF = ["truetype/liberation/LiberationSerif-Regular.ttf", "truetype/crosextra/Caladea-Regular.ttf", "truetype/dejavu/DejaVuSerif.ttf",
         "opentype/ebgaramond/EBGaramond12-Regular.otf", "opentype/linux-libertine/LinLibertine_R.otf", "truetype/liberation/LiberationSerif-Bold.ttf"]
MONO = ["truetype/freefont/FreeMonoBold.ttf", "truetype/gnutypewriter/GNUTypewriter.ttf", "opentype/courier-prime/Courier Prime.otf",
        "truetype/liberation/LiberationMono-Regular.ttf", "truetype/cmu/cmuntt.ttf", "opentype/urw-base35/NimbusMonoPS-Bold.otf"]
OLD = ["truetype/freefont/FreeSerif.ttf", "opentype/sortsmill/GoudyBookletter1911.otf", "truetype/adf/BaskervaldADFStd.otf",
       "opentype/junicode/JunicodeTwoBeta-Regular.otf", "truetype/cmu/cmunrm.ttf", "truetype/fonts-oldstandard/OldStandard-Regular.ttf"]
# Two of these faces lack some signs.
LACKING, SPELT = ("GNUTypewriter", "GoudyBookletter"), {"§": "paragraf", "–": "-", "&": "och"}
# Fonts, sizes in points, leading as a share of the size, justified and hyphenated.
STYLES = {
    "sans": (SANS, (9, 12), 1.3, False, False),
    "serif": (SERIF, (10, 13), 1.25, False, False),
    "typewriter": (MONO, (11, 13), 1.6, False, True),
    "oldprint": (OLD, (11, 14), 1.25, True, True),
}
damage.PROFILES.update({
    "clean": {"skew": 0.1, "blur": 0.6, "light": 8, "noise": 4, "cut": None, "specks": 0, "bleed": 0, "size": (300, 300)},
    "fax150": {"skew": 0.5, "blur": 1.8, "light": 20, "noise": 10, "cut": 170, "specks": 0.0006, "bleed": 0, "size": (150, 150)},
    "blurred": {"skew": 0.6, "blur": 3.0, "light": 25, "noise": 10, "cut": None, "specks": 0.0001, "bleed": 0, "size": (200, 200)},
    "faded": {"skew": 0.4, "blur": 2.0, "light": 30, "noise": 12, "cut": 148, "specks": 0.0004, "bleed": 0, "size": (200, 200)},
    "heavy": {"skew": 0.5, "blur": 2.2, "light": 30, "noise": 10, "cut": 205, "specks": 0.0002, "bleed": 0, "size": (200, 200)},
})
PROFILES = ["office", "clean", "photocopy", "aged", "fax150", "faded", "grey", "blurred", "heavy"]
COMBINATIONS = [(style, profile) for profile in PROFILES for style in STYLES]


def split(word, room, width_of):
    """`word` broken between two consonants so that its head fits, or None."""
    core = word.rstrip(".,;:")
    for at in range(len(core) - 3, 2, -1):
        a, b = core[at - 1], core[at]
        if core.isalpha() and a in "bdfgklmnprstv" and b in "bdfgklmnprstvj" and core[at + 1] in "aeiouyåäö" and width_of(core[:at] + "-") <= room:
            return core[:at] + "-", word[at:]
    return None


def broken(words, width, face, hyphens):
    lines, line, words = [], "", list(words)
    while words:
        word = words.pop(0)
        trial = f"{line} {word}" if line else word
        if face.getlength(trial) <= width:
            line = trial
            continue
        parts = split(word, width - face.getlength(line + " "), face.getlength) if hyphens and line else None
        if parts:
            line, word = f"{line} {parts[0]}", parts[1]
        if line:
            lines.append(line)
        line = word
    return lines + [line]


def paragraphs(text, rng, old):
    """Endless paragraphs: (words, whether a heading)."""
    while True:
        roll = rng.random()
        if roll < 0.14:
            words = [pick(rng, text.minutes) for _ in range(rng.integers(1, 4))]
            yield [w.upper() for w in words], True
        elif roll < 0.26:
            title = text.sentence(rng, old)[:8]
            yield [f"§ {rng.integers(1, 300)}" + ("." if old else ""), *title], True
        elif roll < 0.36:
            yield ["-", *text.sentence(rng, old)], False
        elif roll < 0.44:
            for _ in range(rng.integers(2, 6)):
                yield text.person(rng, old).split(" "), False
        else:
            yield [w for _ in range(rng.integers(1, 4)) for w in text.sentence(rng, old)], False


def page(text, style, rng):
    fonts, sizes, leading, justified, hyphens = STYLES[style]
    size = float(rng.uniform(*sizes))
    name = pick(rng, fonts)
    face = ImageFont.truetype(str(FONTS / name), pt(size))
    spelt = SPELT if any(part in name for part in LACKING) else {}
    sheet = Sheet(rng if style == "typewriter" else None)
    left, step = mm(25) + int(rng.integers(0, mm(8))), round(pt(size) * leading)
    width, y, gold = PAGE[0] - left - mm(22), mm(20), []
    weak = float(rng.uniform(20, 60))
    for words, heading in paragraphs(text, rng, style == "oldprint"):
        words = [spelt.get(w, w) for word in words for w in word.split(" ")]
        lines = broken(words, width, face, hyphens)
        if y + step * len(lines) > PAGE[1] - mm(22):
            return sheet.image, "\n".join(gold) + "\n"
        for i, line in enumerate(lines):
            if style == "typewriter":
                struck(sheet, left, y, line, face, rng, weak)
            else:
                last = i + 1 == len(lines) or heading
                sheet.text(left, y, line, face, None if last or not justified else width)
            gold.append(line)
            y += step
        y += round(step * (0.7 if heading else 0.5))


def struck(sheet, x, y, line, face, rng, weak):
    """Letter by letter: off the line, unevenly inked, now and then weak or struck twice."""
    drift = rng.normal(0, 1.2, len(line))
    for letter, off in zip(line, drift):
        fill = int(np.clip(abs(rng.normal(0, weak)) + (70 if rng.random() < 0.02 else 0), 0, 150))
        at = (round(x + rng.normal(0, 0.9)), round(y + off))
        sheet.draw.text(at, letter, font=face, fill=fill)
        if rng.random() < 0.03:
            sheet.draw.text((at[0] + 2, at[1] + 1), letter, font=face, fill=fill)
        x += face.getlength(letter)


def back(rng):
    """The other side, for bleeding through: grey lines of no meaning."""
    image = Image.new("L", PAGE, 255)
    draw, y = ImageDraw.Draw(image), mm(25)
    while y < PAGE[1] - mm(25):
        x = mm(25)
        while x < PAGE[0] - mm(30):
            length = int(rng.integers(40, 240))
            draw.rectangle((x, y, x + length, y + 26), fill=90)
            x += length + 26
        y += int(rng.integers(58, 66))
    return image


def main(counts, out, first, last):
    out, text = Path(out), Text(counts)
    out.mkdir(parents=True, exist_ok=True)
    for number in range(first, last + 1):
        style, profile = COMBINATIONS[number // 2 % len(COMBINATIONS)]
        stem = out / f"{style}-{profile}-{number:03d}"
        if Path(f"{stem}.swe.txt").exists():
            continue
        rng = np.random.default_rng([SEED, number])
        image, gold = page(text, style, rng)
        scan = damage.scan(image, profile, rng, back(rng) if damage.PROFILES[profile]["bleed"] else None)
        dpi = damage.PROFILES[profile]["size"][0]
        with tempfile.NamedTemporaryFile(suffix=".png") as file:
            scan.save(file.name, dpi=(dpi, dpi))
            Path(f"{stem}.gold.txt").write_text(gold, encoding="utf-8")
            for model in ("eng", "engstd", "swe"):
                Path(f"{stem}.{model}.txt").write_text(reading.read(file.name, dpi, model), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
