//! What a damaged word may have been: a best-first search of the lexicon's automata through the channel.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::LazyLock;

use super::channel::{Channel, Damaged, Truth};
use crate::lexicon::{Automaton, FORM, Lexicon, TokenId, UNKNOWN};

/// What the raw reading may stand for: one word, or two that the reading ran together.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// In lower case; two words with a blank between.
    pub word: String,
    /// The word's id, [`UNKNOWN`] for compounds made at run time; and that of a second word.
    pub ids: (TokenId, Option<TokenId>),
    /// −ln P(raw | word).
    pub channel: f32,
    /// −ln P(word) without context; a compound's by its parts.
    pub prior: f32,
    /// Whether it is a compound that no list has.
    pub compound: bool,
}

/// What is searched for beside single words of the lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    Nothing,
    Compounds,
    TwoWords,
}

/// How many candidates of a word go into the lattice, and how many are looked at.
const KEEP: usize = 12;
const LOOK: usize = 40;
/// Steps of a search, so that no string makes it run away.
const MAX_STEPS: usize = 4_000;
/// A word is changed for another only by likely misreadings.
const KNOWN_BOUND: f32 = 5.0;
/// What is this much dearer in the channel than the cheapest found is not looked for.
const MARGIN: f32 = 5.0;
/// With a word this good (−ln P, damage included) nothing is looked for beside words.
pub const GOOD: f32 = 16.0;
/// A form that no count has was misread in little else than dots and rings.
const FORM_BOUND: f32 = 7.0;
/// Two words run together were misread in little else.
const TWO_WORDS_BOUND: f32 = 11.0;
/// −ln P of being a compound never seen, and the same for each part beyond the second. Set on the learning half of the pairs.
const COMPOUND: f32 = 16.0;
const MORE_PARTS: f32 = 2.0;
/// Weight of the parts' own −ln P.
const PART_WEIGHT: f32 = 0.2;
/// A part of a compound must be at least this common and this long.
const PART_COUNT: u32 = 12;
/// Three letters are a word by chance too often.
const SHORT_PART_COUNT: u32 = 800;
const PART_CHARS: usize = 3;
/// A long part is no chance.
const LONG_PART_CHARS: usize = 8;
const LONG_PART_COUNT: u32 = 3;
/// −ln P of a blank lost between two words: 6.4 in `dictionaries/spaces-eng.tsv`.
const BLANK_LOST: f32 = 6.5;
/// Two words run together are two words only if each is this common; the shorter, the more so.
const WORD_COUNT: [u32; 5] = [u32::MAX, 100_000, 20_000, 2_000, 200];
/// Signs that may stand where a blank was lost.
const BLANK_NOISE: &[char] = &['\'', '.', '-', '~', '_', '·', '*'];

/// How a first part ends, and the letters that it lacks: `dictionaries/joints.tsv`.
static JOINTS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let rows = include_str!("../../dictionaries/joints.tsv").lines().filter(|l| !l.starts_with('#'));
    rows.filter_map(|row| row.split_once('\t')).collect()
});

/// A partial reading.
struct State {
    /// Where in the raw word it stands, and the automaton's node and output there.
    at: usize,
    node: fst::raw::CompiledAddr,
    output: u64,
    cost: f32,
    /// Parts completed, their summed −ln P, and letters of the part at hand.
    parts: usize,
    prior: f32,
    letters: usize,
    first: TokenId,
    /// What was added last, and the state before.
    piece: Piece,
    parent: usize,
}

#[derive(Clone, Copy)]
enum Piece {
    None,
    Char(char),
    /// Index into the search's list of strings.
    Str(usize),
}

struct Search<'a> {
    lexicon: &'a Lexicon,
    automaton: &'a Automaton,
    /// Number that the automaton's outputs begin at.
    base: TokenId,
    damaged: &'a Damaged<'a>,
    beside: Beside,
    bound: f32,
    arena: Vec<State>,
    strings: Vec<&'a str>,
    heap: BinaryHeap<Entry>,
}

struct Entry {
    priority: f32,
    state: usize,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Entry {}
impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Entry {
    /// The cheapest first; of equals the one found first, so that results do not depend on anything else.
    fn cmp(&self, other: &Self) -> Ordering {
        other.priority.total_cmp(&self.priority).then(other.state.cmp(&self.state))
    }
}

/// An automaton with the number that its outputs begin at.
pub type Part<'a> = (&'a Automaton, TokenId);

/// Candidates for a word, cheapest first; the raw reading is among them where it is a word. With `unknown` also compounds of known
/// parts, and two words run together.
pub fn search(lexicon: &Lexicon, damaged: &Damaged, unknown: bool) -> Vec<Candidate> {
    search_in(lexicon, &lexicon.automata(), damaged, unknown)
}

/// As [`search`], in automata of the caller's choice beside the forms that no count has.
pub fn search_in(lexicon: &Lexicon, automata: &[Part], damaged: &Damaged, unknown: bool) -> Vec<Candidate> {
    let bound = if unknown { (5.5 + 0.6 * damaged.raw.len() as f32).min(13.0) } else { KNOWN_BOUND };
    let run = |beside, bound: f32| {
        automata.iter().flat_map(move |part| Search::new(lexicon, *part, damaged, beside, bound).run())
    };
    let mut found: Vec<Candidate> = run(Beside::Nothing, bound).collect();
    let best = found.iter().map(Candidate::total).fold(f32::INFINITY, f32::min);
    if unknown && best > GOOD {
        let forms = Search::new(lexicon, (lexicon.forms(), FORM), damaged, Beside::Nothing, bound.min(FORM_BOUND));
        found.extend(forms.run());
        if damaged.raw.len() >= 2 * PART_CHARS {
            found.extend(run(Beside::Compounds, bound));
        }
        if damaged.raw.len() >= PART_CHARS {
            found.extend(run(Beside::TwoWords, bound.min(TWO_WORDS_BOUND)));
        }
    }
    found.sort_by(|a, b| a.word.cmp(&b.word).then(a.total().total_cmp(&b.total())));
    found.dedup_by(|b, a| a.word == b.word);
    found.sort_by(|a, b| a.total().total_cmp(&b.total()).then_with(|| a.word.cmp(&b.word)));
    found.truncate(KEEP);
    found
}

/// A word that no list has, as a compound of known parts ("brand|vatten|post"): its −ln P and the parts; `None` where it is none.
pub fn as_compound(lexicon: &Lexicon, word: &str) -> Option<(f32, Vec<String>)> {
    let chars: Vec<char> = word.chars().collect();
    let plain = Channel::default();
    let damaged = Damaged::new(&plain, &chars);
    let mut search = Search::new(lexicon, lexicon.automata().into_iter().next()?, &damaged, Beside::Compounds, 5.5);
    let ends = search.explore();
    let best = ends.into_iter().min_by(|a, b| a.1.prior.total_cmp(&b.1.prior))?;
    Some((best.1.prior, search.parts(best.0)))
}

impl Candidate {
    /// −ln P(raw, word) without context.
    pub fn total(&self) -> f32 {
        self.channel + self.prior
    }
}

impl<'a> Search<'a> {
    fn new(
        lexicon: &'a Lexicon,
        (automaton, base): (&'a Automaton, TokenId),
        damaged: &'a Damaged<'a>,
        beside: Beside,
        bound: f32,
    ) -> Search<'a> {
        Search {
            lexicon,
            automaton,
            base,
            damaged,
            beside,
            bound,
            arena: Vec::new(),
            strings: Vec::new(),
            heap: BinaryHeap::new(),
        }
    }

    fn run(mut self) -> Vec<Candidate> {
        self.explore().into_iter().map(|(_, c)| c).collect()
    }

    /// The candidates, each with its last state.
    fn explore(&mut self) -> Vec<(usize, Candidate)> {
        self.push(State {
            at: 0,
            node: self.automaton.root().addr(),
            output: 0,
            cost: 0.0,
            parts: 0,
            prior: 0.0,
            letters: 0,
            first: UNKNOWN,
            piece: Piece::None,
            parent: usize::MAX,
        });
        let (mut steps, mut found) = (0, Vec::new());
        while let Some(Entry { priority, state }) = self.heap.pop() {
            steps += 1;
            if steps > MAX_STEPS || priority > self.bound || found.len() >= LOOK {
                break;
            }
            let before = found.len();
            self.expand(state, &mut found);
            if before == 0 && !found.is_empty() {
                self.bound = self.bound.min(priority + MARGIN);
            }
        }
        found
    }

    fn push(&mut self, state: State) {
        // Joints order the search of compounds, but are no part of the channel's cost.
        let joints = if self.beside == Beside::Compounds { 0.8 * state.parts as f32 } else { 0.0 };
        let priority = state.cost + self.damaged.rest[state.at] + joints;
        if priority <= self.bound {
            self.heap.push(Entry { priority, state: self.arena.len() });
            self.arena.push(state);
        }
    }

    fn expand(&mut self, index: usize, found: &mut Vec<(usize, Candidate)>) {
        let (at, damaged) = (self.arena[index].at, self.damaged);
        if let Some(id) = self.id_here(index) {
            if at == damaged.raw.len() {
                found.extend(self.accept(index, id).map(|c| (index, c)));
            } else {
                self.join(index, id);
            }
        } else if self.beside == Beside::Compounds && at < damaged.raw.len() {
            self.join_shortened(index);
        }
        for step in damaged.steps.get(at).into_iter().flatten() {
            self.step(index, at + step.signs, step.truth, step.cost);
        }
        for step in &damaged.dropped {
            self.step(index, at, step.truth, step.cost);
        }
    }

    fn step(&mut self, index: usize, at: usize, truth: Truth<'a>, cost: f32) {
        let s = &self.arena[index];
        let cost = s.cost + cost;
        if cost + self.damaged.rest[at] > self.bound {
            return;
        }
        let mut buffer = [0; 4];
        let text = truth.text(&mut buffer);
        let Some((node, output)) = follow(self.automaton, s.node, s.output, text) else { return };
        let letters = s.letters + text.chars().count();
        let piece = match truth {
            Truth::Char(c) => Piece::Char(c),
            Truth::Str(t) => {
                self.strings.push(t);
                Piece::Str(self.strings.len() - 1)
            }
        };
        let (parts, prior, first) = (s.parts, s.prior, s.first);
        self.push(State { at, node, output, cost, parts, prior, letters, first, piece, parent: index });
    }

    /// The entry that ends at a state.
    fn id_here(&self, index: usize) -> Option<TokenId> {
        let s = &self.arena[index];
        let node = self.automaton.node(s.node);
        node.is_final().then(|| self.base + (s.output + node.final_output().value()) as TokenId)
    }

    fn accept(&self, index: usize, id: TokenId) -> Option<Candidate> {
        let s = &self.arena[index];
        if self.lexicon.is_part_only(id) {
            return None;
        }
        let (own, channel) = (self.lexicon.cost(id), s.cost);
        let (ids, prior, compound) = match (self.beside, s.parts) {
            (Beside::Nothing, 0) => ((id, None), own, false),
            (Beside::Compounds, 1..) if self.is_part(s.letters, id) => {
                let more = MORE_PARTS * (s.parts as f32 - 1.0);
                ((UNKNOWN, None), COMPOUND + more + PART_WEIGHT * (s.prior + own), true)
            }
            (Beside::TwoWords, 1) if self.is_common(s.letters, id) => ((s.first, Some(id)), s.prior + own, false),
            _ => return None,
        };
        Some(Candidate { word: self.word(index), ids, channel, prior, compound })
    }

    fn is_part(&self, letters: usize, id: TokenId) -> bool {
        let (lower, capital) = self.lexicon.counts(id);
        let least = match letters {
            0..PART_CHARS => return false,
            PART_CHARS => SHORT_PART_COUNT,
            LONG_PART_CHARS.. => LONG_PART_COUNT,
            _ => PART_COUNT,
        };
        lower >= least && lower > capital
    }

    fn is_common(&self, letters: usize, id: TokenId) -> bool {
        let (lower, capital) = self.lexicon.counts(id);
        lower.max(capital) >= WORD_COUNT[letters.min(WORD_COUNT.len() - 1)]
    }

    /// Ends a part here and begins the next: of a compound, with or without a joint s; of two words, with or without noise between.
    fn join(&mut self, index: usize, id: TokenId) {
        let s = &self.arena[index];
        let (at, parts) = (s.at, s.parts + 1);
        let (prior, raw, root) = (s.prior + self.lexicon.cost(id), self.damaged.raw, self.automaton.root().addr());
        let next = |at, cost, piece| State {
            at,
            node: root,
            output: 0,
            cost,
            parts,
            prior,
            letters: 0,
            first: id,
            piece,
            parent: index,
        };
        match self.beside {
            Beside::Compounds if s.parts < 3 && self.is_part(s.letters, id) => {
                let cost = s.cost;
                self.join_elided(index, next(at, cost, Piece::None));
                self.push(next(at, cost, Piece::None));
                if raw.get(at) == Some(&'s') && at + 1 < raw.len() && !self.lexicon.is_part_only(id) {
                    self.push(next(at + 1, cost, Piece::Char('s')));
                }
            }
            Beside::TwoWords if s.parts == 0 && self.is_common(s.letters, id) && !self.lexicon.is_part_only(id) => {
                let cost = s.cost + BLANK_LOST;
                self.push(next(at, cost, Piece::Char(' ')));
                if raw.get(at).is_some_and(|c| BLANK_NOISE.contains(c)) {
                    self.push(next(at + 1, cost, Piece::Char(' ')));
                }
            }
            _ => {}
        }
    }

    /// Ends a part that lacks letters which the word has by itself.
    fn join_shortened(&mut self, index: usize) {
        let s = &self.arena[index];
        if s.letters < LONG_PART_CHARS - 1 {
            return;
        }
        let (node, output, word) = (s.node, s.output, self.word(index));
        for (_, dropped) in JOINTS.iter().filter(|j| word.ends_with(j.0)) {
            let Some((node, output)) = follow(self.automaton, node, output, dropped) else { continue };
            let node = self.automaton.node(node);
            if node.is_final() {
                let id = self.base + (output + node.final_output().value()) as TokenId;
                self.join(index, id);
            }
        }
    }

    /// Of three equal consonants at a joint one is not written: "tuff" and "fisk" make "tuffisk".
    fn join_elided(&mut self, index: usize, mut next: State) {
        let tail: Vec<char> = self.word(index).chars().rev().take(2).collect();
        let [a, b] = tail.as_slice() else { return };
        if a != b || "aeiouyåäö".contains(*a) {
            return;
        }
        let mut buffer = [0; 4];
        if let Some((node, output)) = follow(self.automaton, next.node, 0, a.encode_utf8(&mut buffer)) {
            (next.node, next.output, next.letters) = (node, output, 1);
            self.push(next);
        }
    }

    fn pieces(&self, mut index: usize) -> Vec<(Piece, usize)> {
        let mut pieces = Vec::new();
        while let Some(s) = self.arena.get(index) {
            // A joint s belongs to the part before it.
            let joint = usize::from(s.letters == 0 && s.parts > 0);
            pieces.push((s.piece, s.parts - joint));
            index = s.parent;
        }
        pieces.reverse();
        pieces
    }

    fn add(&self, piece: Piece, to: &mut String) {
        match piece {
            Piece::None => {}
            Piece::Char(c) => to.push(c),
            Piece::Str(i) => to.push_str(self.strings[i]),
        }
    }

    fn word(&self, index: usize) -> String {
        let mut word = String::new();
        self.pieces(index).into_iter().for_each(|(piece, _)| self.add(piece, &mut word));
        word
    }

    fn parts(&self, index: usize) -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        for (piece, part) in self.pieces(index) {
            parts.resize(parts.len().max(part + 1), String::new());
            self.add(piece, &mut parts[part]);
        }
        parts
    }
}

/// Follows a text in an automaton: the node and the output there.
fn follow(
    automaton: &Automaton,
    from: fst::raw::CompiledAddr,
    output: u64,
    text: &str,
) -> Option<(fst::raw::CompiledAddr, u64)> {
    let (mut node, mut output) = (automaton.node(from), output);
    for byte in text.bytes() {
        let transition = node.transition(node.find_input(byte)?);
        output += transition.out.value();
        node = automaton.node(transition.addr);
    }
    Some((node.addr(), output))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_no_list_has_are_found_by_their_parts() {
        let lexicon = Lexicon::swedish().unwrap();
        for (word, parts) in [
            ("tvåfaktorsinloggning", "två|faktors|inloggning"),
            ("utträdeskriterierna", "utträdes|kriterierna"),
            ("kravställarkompetens", "kravställar|kompetens"),
            ("brandvattenpost", "brand|vatten|post"),
        ] {
            let found = as_compound(&lexicon, word).map(|(_, parts)| parts.join("|"));
            assert_eq!(found.as_deref(), Some(parts), "{word}");
        }
        assert_eq!(as_compound(&lexicon, "qwvxz").map(|c| c.1), None);
        assert!(JOINTS.iter().all(|j| !j.0.is_empty() && !j.1.is_empty()));
    }
}
