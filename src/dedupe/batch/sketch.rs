//! The sketch of a page: a small set of hashes by which pages that share text meet.
//!
//! MinHash in the form of a mod-p sketch (Broder, "On the resemblance and containment of documents", 1997): of all shingles of the folded text those
//! are taken whose hash is small modulo a power of two. Like k minima it estimates resemblance; unlike them it also finds a page that is only a part of
//! another (an extract), for a part takes the same shingles that the whole takes there. Each hash is a band of one row; how many bands two
//! pages must share is asked when pairs are counted (`pairs`).

use super::super::facts::number;
use super::super::tokens::{PageText, hash};

/// Letters of a shingle. Folding leaves some twenty classes, most letters in three of them; so many make a run of letters rare among a
/// million pages, and a page with every tenth word damaged still keeps two in three.
const LENGTH: usize = 16;
/// One shingle in so many is taken of long pages.
const SPARSE: usize = 16;
/// Shingles of a page, about, from which on not all are taken: a page of few lines is known by as many as a full one.
const ENOUGH: usize = 96;
/// Factor of the rolling hash (the odd fraction of the golden ratio).
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// Digits of a number that is a feature together with the next such number, and of one that is a feature alone.
const NUMBER: usize = 2;
const LONG_NUMBER: usize = 6;

/// Bit of a hash that every page takes that has the shingle, whatever its length. How many pages have a shingle is known of these alone: a
/// piece of boilerplate that only short pages sample would look rare.
pub(super) const BY_ALL: u32 = 1;

/// Hashes of the sampled shingles of a page and of its numbers, in rising order, each once. A longer page samples a subset of the hashes that a shorter one
/// would, so that both take the same shingles of what they share, or the shorter one more.
pub(super) fn sketch(text: &PageText) -> Vec<u32> {
    let bytes = text.run().as_bytes();
    let rate = (bytes.len() / ENOUGH).clamp(1, SPARSE) as u64;
    // Sampled by the low bits, kept as the high ones: what is kept is spread evenly whatever the rate.
    let below = (1 << 32) / rate;
    let by_all = (1 << 32) / SPARSE as u64;
    let hash = |h: u64| (h >> 32) as u32 & !BY_ALL | if h & 0xffff_ffff < by_all { BY_ALL } else { 0 };
    let mut out: Vec<u32> = shingles(bytes).map(finish).filter(|h| h & 0xffff_ffff < below).map(hash).collect();
    out.extend(numbers(text));
    out.sort_unstable();
    out.dedup();
    out
}

/// Hashes of numbers that follow each other, and of long ones. Digits are seldom misread, and what tells one filled-in form from the next is
/// its numbers: they make forms meet whose words are damaged.
fn numbers(text: &PageText) -> Vec<u32> {
    let words = (0..text.tokens.len()).filter(|&i| text.tokens[i].digit);
    let all: Vec<String> = words.filter_map(|i| number(text.raw(i))).filter(|n| n.len() >= NUMBER).collect();
    let alone = all.iter().filter(|n| n.len() >= LONG_NUMBER).map(|n| hash(n.as_bytes()));
    let pairs = all.windows(2).map(|n| hash(format!("{} {}", n[0], n[1]).as_bytes()));
    alone.chain(pairs).map(|h| (finish(h) >> 32) as u32 | BY_ALL).collect()
}

/// Rolling hashes of all runs of [`LENGTH`] letters (Karp and Rabin, 1987).
fn shingles(bytes: &[u8]) -> impl Iterator<Item = u64> {
    let leaving = (0..LENGTH).fold(1u64, |f, _| f.wrapping_mul(FACTOR));
    let mut hash = 0u64;
    let rolled = bytes.iter().enumerate().map(move |(i, b)| {
        hash = hash.wrapping_mul(FACTOR).wrapping_add(u64::from(*b) + 1);
        if let Some(gone) = i.checked_sub(LENGTH) {
            hash = hash.wrapping_sub((u64::from(bytes[gone]) + 1).wrapping_mul(leaving));
        }
        hash
    });
    rolled.skip(LENGTH - 1)
}

/// A hash whose bits all hang on all of `h` (finaliser of MurmurHash3).
fn finish(mut h: u64) -> u64 {
    h = (h ^ (h >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    h = (h ^ (h >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h ^ (h >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Origin, Page};

    fn text(raw: &str) -> PageText {
        PageText::new(&Page::from_text(0, Origin::Text, "swe", raw))
    }

    fn words(from: u64, count: u64) -> String {
        let word = |i: u64| format!("{:x} ", finish(i) >> 24).replace(|c: char| c.is_ascii_digit(), "k");
        (from..from + count).map(word).collect()
    }

    fn shared(a: &[u32], b: &[u32]) -> usize {
        a.iter().filter(|h| b.binary_search(h).is_ok()).count()
    }

    #[test]
    fn a_shingle_hashes_the_same_wherever_it_stands() {
        let (a, b) = (b"kammunstyraisan", b"iandstingatkammunstyraisan");
        assert_eq!(shingles(&[b"x", &a[..]].concat()).count(), 1);
        let (of_a, of_b): (Vec<u64>, Vec<u64>) =
            (shingles(&[&a[..], b"basiutar"].concat()).collect(), shingles(&[&b[..], b"basiutar"].concat()).collect());
        assert_eq!(of_a[..], of_b[of_b.len() - of_a.len()..]);
    }

    #[test]
    fn pages_of_every_length_have_a_sketch_of_about_the_same_size() {
        assert!(sketch(&text("kort")).is_empty());
        for count in [12, 40, 150] {
            let size = sketch(&text(&words(0, count))).len();
            assert!((50..200).contains(&size), "{count} words: {size}");
        }
    }

    #[test]
    fn a_part_shares_its_sketch_with_the_whole_and_other_text_does_not() {
        let whole = sketch(&text(&words(0, 400)));
        let part = sketch(&text(&words(100, 60)));
        let other = sketch(&text(&words(1000, 60)));
        // 60 words of ten letters are a seventh of the page.
        assert!(shared(&part, &whole) >= 20, "{}", shared(&part, &whole));
        assert_eq!(shared(&other, &whole), 0);
    }

    #[test]
    fn numbers_meet_where_words_are_damaged() {
        let form = text("§ 31 Dnr 2019/114 avgift 4200 kronor, 35 kvm, inkommen 2019-02-11");
        let read = text("$ 31 Om 2019/114 avqfft 4200 krnr, 35 kvn, inkmen 2019-02-11");
        // Five pairs of numbers that follow each other, two long ones.
        assert!(shared(&sketch(&form), &sketch(&read)) >= 6);
        assert!(numbers(&text("Bilaga 1 till 2")).is_empty());
    }

    #[test]
    fn readings_of_two_models_share_most() {
        let page = "Kommunstyrelsen beslutar att föreslå kommunfullmäktige att fastställa årsredovisningen och överföra återstående medel";
        let read = page.replace(['å', 'ä'], "a").replace('ö', "é");
        assert_eq!(sketch(&text(page)), sketch(&text(&read)));
    }
}
