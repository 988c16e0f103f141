//! Written pages of any number, each made anew from its number alone: the batch needs no memory and no disk.

/// Pages of a whole protocol.
pub const PAGES: usize = 12;
/// Words of the vocabulary.
const WORDS: usize = 60_000;
/// Of so many documents one is a second scan, and another is an extract.
const EVERY: usize = 8;

/// A small fixed generator (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn roll(&mut self, sides: usize) -> usize {
        (self.next() >> 33) as usize % sides
    }

    fn chance(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// A page of a document.
pub struct Written {
    /// The header's line with the meeting's date; empty in every third document.
    pub header: String,
    pub text: String,
    /// The pages whose text it holds, as (document, page); its own name unless it is a repeat.
    pub holds: Vec<(usize, usize)>,
}

/// What kind of document a number is.
enum Kind {
    Protocol,
    /// The same protocol scanned again.
    Scan(usize),
    /// An extract of it.
    Extract(usize),
}

/// The batch.
pub struct Batch {
    /// Misread numbers, as a share of misread words.
    numbers: f64,
    words: Vec<String>,
    /// Cumulated shares of the words (Zipf).
    shares: Vec<f64>,
}

impl Batch {
    pub fn new(numbers: f64) -> Batch {
        let mut dice = Dice(1);
        let onsets = [
            "b", "br", "d", "f", "fl", "g", "gr", "h", "k", "kl", "l", "m", "n", "p", "r", "s", "sk", "st", "str", "t",
            "tr", "v", "",
        ];
        let vowels = ["a", "e", "i", "o", "u", "y", "å", "ä", "ö", "a", "e", "e"];
        let codas = ["", "", "n", "r", "l", "s", "t", "ng", "nd", "rk", "m", "ll", "tt"];
        let syllable = |dice: &mut Dice| {
            format!(
                "{}{}{}",
                onsets[dice.roll(onsets.len())],
                vowels[dice.roll(vowels.len())],
                codas[dice.roll(codas.len())]
            )
        };
        let words = (0..WORDS).map(|i| {
            (0..1 + (i > 40) as usize + (i > 900) as usize + dice.roll(2)).map(|_| syllable(&mut dice)).collect()
        });
        let words: Vec<String> = words.collect();
        let mut sum = 0.0;
        let mut shares: Vec<f64> = (0..WORDS)
            .map(|i| {
                sum += 1.0 / (i as f64 + 2.7);
                sum
            })
            .collect();
        shares.iter_mut().for_each(|s| *s /= sum);
        Batch { numbers, words, shares }
    }

    fn word(&self, dice: &mut Dice) -> &str {
        let at = dice.chance();
        &self.words[self.shares.partition_point(|s| *s < at).min(WORDS - 1)]
    }

    fn name(&self, dice: &mut Dice) -> String {
        let word = |at: usize| {
            let w = &self.words[at];
            let mut letters = w.chars();
            letters.next().map(|c| c.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
        };
        format!("{} {}", word(1000 + dice.roll(300)), word(2000 + dice.roll(4000)))
    }

    fn kind(document: usize) -> Kind {
        // Of a protocol that stands among the seven before it.
        let of = |document: usize| document - document % EVERY + (document / EVERY) % (EVERY - 2);
        match document % EVERY {
            6 => Kind::Scan(of(document)),
            7 => Kind::Extract(of(document)),
            _ => Kind::Protocol,
        }
    }

    /// All pages of a document, by its number.
    pub fn document(&self, document: usize) -> Vec<Written> {
        let mut dice = Dice(document as u64 ^ 0x5ca1_ab1e);
        let header = |of: usize| self.header(of);
        match Batch::kind(document) {
            Kind::Protocol => (0..PAGES)
                .map(|p| Written {
                    header: header(document),
                    text: self.page(document, p).join("\n"),
                    holds: vec![(document, p)],
                })
                .collect(),
            Kind::Scan(of) => {
                let (share, english) = (0.02 + 0.13 * dice.chance(), dice.roll(2) == 0);
                (0..PAGES)
                    .map(|p| {
                        let text = damage(&self.page(of, p).join("\n"), share, self.numbers, english, &mut dice);
                        Written { header: header(of), text, holds: vec![(of, p)] }
                    })
                    .collect()
            }
            Kind::Extract(of) => {
                let share = 0.02 + 0.13 * dice.chance();
                // A title page of its own, then a part of a page (with its head or without), then text across two.
                let at = 1 + dice.roll(PAGES - 4);
                let (one, two, three) = (self.page(of, at), self.page(of, at + 1), self.page(of, at + 2));
                let from = if dice.roll(2) == 0 { 0 } else { one.len() / 4 };
                let part = one[from..one.len() * 3 / 4].join("\n");
                let across = [&two[two.len() / 2..], &three[..three.len() / 2]].concat().join("\n");
                let title = self.title(of, document, 9000 + at, &mut Dice(document as u64)).join("\n");
                [(title, vec![(document, 0)]), (part, vec![(of, at)]), (across, vec![(of, at + 1), (of, at + 2)])]
                    .into_iter()
                    .map(|(text, holds)| Written {
                        header: header(of),
                        text: damage(&text, share, self.numbers, false, &mut dice),
                        holds,
                    })
                    .collect()
            }
        }
    }

    fn header(&self, document: usize) -> String {
        let mut dice = Dice(document as u64 ^ 0xda7e);
        let date = date(&mut dice);
        if document.is_multiple_of(3) { String::new() } else { format!("Sammanträdesprotokoll {date}") }
    }

    /// Lines of a page of a protocol.
    fn page(&self, document: usize, page: usize) -> Vec<String> {
        let mut dice = Dice((document * PAGES + page) as u64 ^ 0xfeed_0000_0000);
        match (page, dice.roll(10)) {
            (0, _) => self.title(document, document, 31, &mut dice),
            // A third boilerplate, and of that a part the same as the page before but for its facts.
            (_, 0..=2) => self.permit(&mut dice),
            (_, 3) => self.delegation(&mut dice),
            _ => self.running(&mut dice),
        }
    }

    fn running(&self, dice: &mut Dice) -> Vec<String> {
        let mut lines =
            vec![format!("§ {} Dnr KS {}/{}", 1 + dice.roll(200), 2005 + dice.roll(18), 1 + dice.roll(900))];
        for _ in 0..14 + dice.roll(16) {
            let mut line = String::new();
            for _ in 0..9 + dice.roll(4) {
                if dice.roll(30) == 0 {
                    line.push_str(&format!("{} ", 100 + dice.roll(90_000)));
                } else {
                    line.push_str(self.word(dice));
                    line.push(' ');
                }
            }
            lines.push(line.trim_end().to_string());
        }
        lines
    }

    fn title(&self, of: usize, document: usize, first: usize, dice: &mut Dice) -> Vec<String> {
        // The same members sit at every meeting of an organ.
        let organ = Dice((of as u64 % 500) ^ 0x0a0b).0;
        let mut members = Dice(organ);
        let place = self.name(&mut members);
        let mut lines = vec![
            format!("Plats och tid {place} den {} klockan {:02}.{:02}", date(dice), 8 + dice.roll(9), dice.roll(60)),
            "Beslutande".into(),
        ];
        let absent = dice.roll(16);
        lines.extend(
            (0..15)
                .map(|i| (i, self.name(&mut members)))
                .filter(|(i, _)| *i != absent)
                .map(|(i, n)| format!("{n} ({})", ["S", "M", "C", "V"][i % 4])),
        );
        lines.push(format!("Paragrafer {}-{} Justerare {}", first, first + 1 + dice.roll(30), self.name(dice)));
        lines.push(format!(
            "Sekreterare {} Ordförande {} Nummer {document}",
            self.name(&mut members),
            self.name(&mut members)
        ));
        lines
    }

    fn permit(&self, dice: &mut Dice) -> Vec<String> {
        let (who, place) = (self.name(dice), self.name(dice));
        let text = format!(
            "§ {} Dnr MBN {}/{}\nBygglov för nybyggnad av komplementbyggnad på fastigheten {place} {}:{}\n\
             Miljö- och byggnadsnämndens beslut\nBygglov beviljas med stöd av 9 kap. 30 § plan- och bygglagen (2010:900).\n\
             Kontrollplanen fastställs. Avgiften är {} kronor enligt den taxa som fullmäktige har antagit.\n\
             Sammanfattning av ärendet\n{who} ansöker om bygglov för en byggnad om {} m² på fastigheten. Platsen ligger\n\
             utanför detaljplanerat område. Grannar har hörts och ingen har haft något att erinra mot åtgärden.\n\
             Förvaltningen bedömer att åtgärden uppfyller kraven i lagen och att lov därför kan lämnas.\n\
             Upplysningar\nÅtgärden får inte påbörjas förrän nämnden har gett startbesked. Beslutet upphör att gälla om\n\
             åtgärden inte har påbörjats inom två år och avslutats inom fem år från den dag då beslutet vann laga kraft.\n\
             Beslutsunderlag\nAnsökan inkommen {}\nSituationsplan och fasadritningar\nBeslutet skickas till\nSökanden",
            1 + dice.roll(200),
            2005 + dice.roll(18),
            1 + dice.roll(900),
            1 + dice.roll(9),
            1 + dice.roll(60),
            3000 + 10 * dice.roll(900),
            20 + dice.roll(90),
            date(dice),
        );
        text.lines().map(String::from).collect()
    }

    fn delegation(&self, dice: &mut Dice) -> Vec<String> {
        let text = format!(
            "§ {} Dnr KS {}/{}\nAnmälan av delegationsbeslut\nKommunstyrelsens beslut\n\
             Kommunstyrelsen lägger redovisningen av delegationsbeslut till handlingarna.\nSammanfattning av ärendet\n\
             Kommunstyrelsen har överlåtit sin beslutanderätt till utskott, ordförande och tjänstemän enligt\n\
             en av kommunstyrelsen antagen delegationsordning. Dessa beslut ska anmälas till kommunstyrelsen.\n\
             Redovisningen innebär inte att kommunstyrelsen får ompröva eller fastställa besluten.\n\
             Följande beslut har fattats: {}, beslut nr {} den {} om anstånd med {} kronor, för {}.\nBeslutsexpediering\nAkt",
            1 + dice.roll(200),
            2005 + dice.roll(18),
            1 + dice.roll(900),
            self.name(dice),
            1 + dice.roll(300),
            date(dice),
            500 + 25 * dice.roll(400),
            self.name(dice),
        );
        text.lines().map(String::from).collect()
    }
}

fn date(dice: &mut Dice) -> String {
    format!("{}-{:02}-{:02}", 2005 + dice.roll(18), 1 + dice.roll(12), 1 + dice.roll(28))
}

/// A second reading: of `share` of the words a letter is misread, lost or won, or the blank after it is lost; the English model has no å ä ö.
/// Of the words with digits fewer, by the factor `numbers`.
fn damage(text: &str, share: f64, numbers: f64, english: bool, dice: &mut Dice) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split('\n') {
        for word in line.split(' ') {
            let digits = word.bytes().any(|b| b.is_ascii_digit());
            let mut letters: Vec<char> = word.chars().collect();
            let mut blank = true;
            if !letters.is_empty() && dice.chance() < share * if digits { numbers } else { 1.0 } {
                let at = dice.roll(letters.len());
                match (dice.roll(10), digits) {
                    (_, true) => {
                        letters[at] = match letters[at] {
                            '0' => '6',
                            '1' => '7',
                            '3' => '8',
                            '5' => '6',
                            '8' => '3',
                            c => c,
                        }
                    }
                    (0..=5, _) => letters[at] = ['n', 'm', 'r', 'i', 't', 'f', 'c', 'u'][dice.roll(8)],
                    (6, _) => drop(letters.remove(at)),
                    (7, _) => letters.insert(at, ['i', 'l', 'r', 'c'][dice.roll(4)]),
                    _ => blank = false,
                }
            }
            out.extend(letters.iter().map(|&c| if english { misread(c, dice) } else { c }));
            out.push_str(if blank { " " } else { "" });
        }
        out.push('\n');
    }
    out
}

fn misread(c: char, dice: &mut Dice) -> char {
    let hard = dice.roll(100);
    match c {
        'å' => ['a', 'i'][usize::from(hard > 93)],
        'ä' => ['a', 'i', 'é', 'd'][usize::from(hard > 63) + usize::from(hard > 84) + usize::from(hard > 92)],
        'ö' => ['o', 'é', '6'][usize::from(hard > 45) + usize::from(hard > 92)],
        'Å' | 'Ä' => 'A',
        'Ö' => 'O',
        '§' if hard < 20 => '$',
        c => c,
    }
}
