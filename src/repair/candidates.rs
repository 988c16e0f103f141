//! What a damaged word may have been: a best-first search of the lexicon's automaton through the channel.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::channel::{Channel, Truth};
use crate::lexicon::{Lexicon, TokenId, UNKNOWN};

/// A word that the raw reading may stand for.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// In lower case.
    pub word: String,
    /// Its id; [`UNKNOWN`] for compounds made at run time.
    pub id: TokenId,
    /// −ln P(raw | word).
    pub channel: f64,
    /// −ln P(word) without context; a compound's by its parts.
    pub prior: f64,
    /// Whether it is a compound that no list has.
    pub compound: bool,
}

/// How many candidates of a word go into the lattice, and how many are looked at.
const KEEP: usize = 10;
const LOOK: usize = 30;
/// Steps of a search, so that no string makes it run away.
const MAX_STEPS: usize = 6_000;
/// −ln P of being a compound never seen, and the same for each part beyond the second. Set on the learning half of the pairs.
const COMPOUND: f64 = 16.0;
const MORE_PARTS: f64 = 2.0;
/// Weight of the parts' own −ln P.
const PART_WEIGHT: f64 = 0.2;
/// A part of a compound must be at least this common and this long.
const PART_COUNT: u32 = 12;
/// Three letters are a word by chance too often.
const SHORT_PART_COUNT: u32 = 800;
const PART_CHARS: usize = 3;

/// A partial reading.
struct State {
    /// Where in the raw word it stands, and the automaton's node and output there.
    at: usize,
    node: fst::raw::CompiledAddr,
    output: u64,
    cost: f64,
    /// Parts completed, their summed −ln P, and letters of the part at hand.
    parts: usize,
    prior: f64,
    letters: usize,
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
    raw: &'a [char],
    /// Cheapest cost of what is left, by position: makes the search A*.
    rest: Vec<f64>,
    bound: f64,
    arena: Vec<State>,
    strings: Vec<&'a str>,
    heap: BinaryHeap<Entry>,
    found: Vec<Candidate>,
}

struct Entry {
    priority: f64,
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

/// Candidates for `raw` (lower case), cheapest first; the raw reading is among them where it is a word. With `compounds` also
/// words made of known parts.
pub fn search(lexicon: &Lexicon, channel: &Channel, raw: &str, compounds: bool) -> Vec<Candidate> {
    let chars: Vec<char> = raw.chars().collect();
    let mut found = Search::new(lexicon, channel, &chars).run(channel, false);
    if compounds && chars.len() >= 2 * PART_CHARS {
        found.extend(Search::new(lexicon, channel, &chars).run(channel, true));
    }
    let total = |c: &Candidate| c.channel + c.prior;
    found.sort_by(|a, b| a.word.cmp(&b.word).then(total(a).total_cmp(&total(b))));
    found.dedup_by(|b, a| a.word == b.word);
    found.sort_by(|a, b| total(a).total_cmp(&total(b)).then_with(|| a.word.cmp(&b.word)));
    found.truncate(KEEP);
    found
}

/// −ln P of a word that no list has but that is made of known parts; `None` where it is not.
pub fn compound_prior(lexicon: &Lexicon, word: &str) -> Option<f64> {
    let chars: Vec<char> = word.chars().collect();
    let plain = Channel::default();
    let found = Search::new(lexicon, &plain, &chars).run(&plain, true);
    found.into_iter().filter(|c| c.compound).map(|c| c.prior).reduce(f64::min)
}

impl<'a> Search<'a> {
    fn new(lexicon: &'a Lexicon, channel: &'a Channel, raw: &'a [char]) -> Self {
        let mut rest = vec![0.0; raw.len() + 1];
        for i in (0..raw.len()).rev() {
            let cheapest =
                channel.units(&raw[i..]).map(|(n, _, cost)| cost + rest[i + n]).fold(f64::INFINITY, f64::min);
            rest[i] = cheapest;
        }
        let bound = (5.5 + 0.6 * raw.len() as f64).min(13.0);
        Search {
            lexicon,
            raw,
            rest,
            bound,
            arena: Vec::new(),
            strings: Vec::new(),
            heap: BinaryHeap::new(),
            found: Vec::new(),
        }
    }

    fn run(mut self, channel: &'a Channel, compounds: bool) -> Vec<Candidate> {
        let root = self.lexicon.automaton().root().addr();
        self.push(State {
            at: 0,
            node: root,
            output: 0,
            cost: 0.0,
            parts: 0,
            prior: 0.0,
            letters: 0,
            piece: Piece::None,
            parent: usize::MAX,
        });
        let mut steps = 0;
        while let Some(Entry { priority, state }) = self.heap.pop() {
            steps += 1;
            if steps > MAX_STEPS || priority > self.bound || self.found.len() >= LOOK {
                break;
            }
            self.expand(channel, state, compounds, root);
        }
        self.found
    }

    fn push(&mut self, state: State) {
        // Joins order the search of compounds, but are no part of the channel's cost.
        let priority = state.cost + self.rest[state.at] + 0.8 * state.parts as f64;
        if priority <= self.bound {
            self.heap.push(Entry { priority, state: self.arena.len() });
            self.arena.push(state);
        }
    }

    fn expand(&mut self, channel: &'a Channel, index: usize, compounds: bool, root: fst::raw::CompiledAddr) {
        if let Some(id) = self.id_here(index) {
            if self.arena[index].at == self.raw.len() {
                self.accept(index, id, compounds);
            } else if compounds {
                self.join(index, id, root);
            }
        }
        let (at, raw) = (self.arena[index].at, self.raw);
        for (n, truth, cost) in channel.units(&raw[at..]) {
            self.step(index, at + n, truth, cost);
        }
        for unit in channel.dropped() {
            self.step(index, at, Truth::Str(&unit.truth), unit.cost);
        }
    }

    fn step(&mut self, index: usize, at: usize, truth: Truth<'a>, cost: f64) {
        let fst = self.lexicon.automaton();
        let s = &self.arena[index];
        let cost = s.cost + cost;
        if cost + self.rest[at] > self.bound {
            return;
        }
        let mut buffer = [0; 4];
        let text: &str = match truth {
            Truth::Char(c) => c.encode_utf8(&mut buffer),
            Truth::Str(t) => t,
        };
        let (mut node, mut output) = (fst.node(s.node), s.output);
        for byte in text.bytes() {
            let Some(i) = node.find_input(byte) else { return };
            let transition = node.transition(i);
            output += transition.out.value();
            node = fst.node(transition.addr);
        }
        let letters = s.letters + text.chars().count();
        let piece = match truth {
            Truth::Char(c) => Piece::Char(c),
            Truth::Str(t) => {
                self.strings.push(t);
                Piece::Str(self.strings.len() - 1)
            }
        };
        let (parts, prior) = (s.parts, s.prior);
        let node = node.addr();
        self.push(State { at, node, output, cost, parts, prior, letters, piece, parent: index });
    }

    /// The word that ends at a state.
    fn id_here(&self, index: usize) -> Option<TokenId> {
        let s = &self.arena[index];
        let node = self.lexicon.automaton().node(s.node);
        node.is_final().then(|| (s.output + node.final_output().value()) as TokenId)
    }

    fn accept(&mut self, index: usize, id: TokenId, compounds: bool) {
        let s = &self.arena[index];
        let own = -self.lexicon.ln_unigram(id);
        let (parts, channel) = (s.parts, s.cost);
        let (id, prior) = match (parts, compounds) {
            (0, false) => (id, own),
            (1.., true) if self.is_part(index, id) => {
                let more = MORE_PARTS * (parts as f64 - 1.0);
                (UNKNOWN, COMPOUND + more + PART_WEIGHT * (s.prior + own))
            }
            _ => return,
        };
        let word = self.word(index);
        self.found.push(Candidate { word, id, channel, prior, compound: parts > 0 });
    }

    fn is_part(&self, index: usize, id: TokenId) -> bool {
        let (lower, capital) = self.lexicon.counts(id);
        let least = match self.arena[index].letters {
            0..PART_CHARS => return false,
            PART_CHARS => SHORT_PART_COUNT,
            _ => PART_COUNT,
        };
        lower >= least && lower > capital
    }

    /// Ends a part of a compound here and begins the next, with or without a joint s.
    fn join(&mut self, index: usize, id: TokenId, root: fst::raw::CompiledAddr) {
        let s = &self.arena[index];
        if s.parts >= 3 || !self.is_part(index, id) {
            return;
        }
        let (at, cost, parts) = (s.at, s.cost, s.parts + 1);
        let prior = s.prior - self.lexicon.ln_unigram(id);
        let next =
            |at, piece| State { at, node: root, output: 0, cost, parts, prior, letters: 0, piece, parent: index };
        self.push(next(at, Piece::None));
        if self.raw.get(at) == Some(&'s') && at + 1 < self.raw.len() {
            self.push(next(at + 1, Piece::Char('s')));
        }
    }

    fn word(&self, mut index: usize) -> String {
        let mut pieces = Vec::new();
        while let Some(s) = self.arena.get(index) {
            pieces.push(s.piece);
            index = s.parent;
        }
        let mut word = String::new();
        for piece in pieces.into_iter().rev() {
            match piece {
                Piece::None => {}
                Piece::Char(c) => word.push(c),
                Piece::Str(i) => word.push_str(self.strings[i]),
            }
        }
        word
    }
}
