use super::*;
use proptest::prelude::*;

fn errors(ops: &[Op]) -> usize {
    ops.iter().filter(|op| !matches!(op, Op::Equal(..))).count()
}

fn numbers(a: &str, b: &str) -> (Vec<u32>, Vec<u32>) {
    let mut interner = Interner::default();
    (interner.numbers(a.split_whitespace()), interner.numbers(b.split_whitespace()))
}

/// The textbook table, as the truth to compare with.
fn levenshtein(a: &[u32], b: &[u32]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], cost);
        }
    }
    row[b.len()]
}

/// Whether the steps walk through both sequences once and in order.
fn walks(ops: &[Op], a: &[u32], b: &[u32]) -> bool {
    let i: Vec<usize> = ops.iter().filter_map(|op| a_index(*op)).collect();
    let j: Vec<usize> = ops.iter().filter_map(|op| b_index(*op)).collect();
    i == (0..a.len()).collect::<Vec<_>>()
        && j == (0..b.len()).collect::<Vec<_>>()
        && ops.iter().all(|op| match *op {
            Op::Equal(i, j) => a[i] == b[j],
            Op::Substitute(i, j) => a[i] != b[j],
            _ => true,
        })
}

#[test]
fn finds_each_sort_of_error() {
    let (a, b) = numbers("nämnden beslutar att godkänna", "nämnden beslutar godkanna nu");
    assert_eq!(align(&a, &b, 1), [Op::Equal(0, 0), Op::Equal(1, 1), Op::Substitute(2, 2), Op::Substitute(3, 3)],);
    let (a, b) = numbers("i staden", "staden nu");
    assert_eq!(align(&a, &b, 1), [Op::Delete(0), Op::Equal(1, 0), Op::Insert(1)], "an equal word wins over two others");
}

#[test]
fn a_split_word_is_paired_with_its_longer_half() {
    let a = ["i", "säkerhet", "nu"];
    let b = ["i", "s", "äkerhet", "nu"];
    let (x, y) = numbers(&a.join(" "), &b.join(" "));
    let ops = pair_alike(&align(&x, &y, 1), |i, j| strsim::normalized_levenshtein(a[i], b[j]));
    assert_eq!(ops, [Op::Equal(0, 0), Op::Insert(1), Op::Substitute(1, 2), Op::Equal(2, 3)]);
    let back = pair_alike(&align(&y, &x, 1), |i, j| strsim::normalized_levenshtein(b[i], a[j]));
    assert_eq!(back, [Op::Equal(0, 0), Op::Delete(1), Op::Substitute(2, 1), Op::Equal(3, 2)]);
}

#[test]
fn long_texts_are_cut_and_still_aligned() {
    let a: Vec<u32> = (0..60_000).map(|i| if i % 3 == 0 { 7 } else { i }).collect();
    let mut b = a.clone();
    b.splice(30_000..30_000, (0..20_000).map(|i| 1_000_000 + i));
    b[100] = 2_000_000;
    let ops = align(&a, &b, 3);
    assert!(walks(&ops, &a, &b));
    assert_eq!(errors(&ops), 20_001);
}

#[test]
fn long_texts_with_nothing_in_common_end_soon() {
    let a: Vec<u32> = (0..20_000).collect();
    let b: Vec<u32> = (0..15_000).map(|i| 100_000 + i).collect();
    let ops = align(&a, &b, 2);
    assert!(walks(&ops, &a, &b));
    assert_eq!(errors(&ops), 20_000);
}

proptest! {
    #[test]
    fn the_number_of_errors_is_levenshteins(
        a in proptest::collection::vec(0u32..5, 0..60),
        b in proptest::collection::vec(0u32..5, 0..60),
    ) {
        let ops = align(&a, &b, 1);
        prop_assert!(walks(&ops, &a, &b));
        prop_assert_eq!(errors(&ops), levenshtein(&a, &b));
        prop_assert_eq!(errors(&align(&b, &a, 1)), errors(&ops));
        let paired = pair_alike(&ops, |i, j| f64::from(a[i].abs_diff(b[j])));
        prop_assert!(walks(&paired, &a, &b));
        prop_assert_eq!(errors(&paired), errors(&ops));
    }

    #[test]
    fn a_narrow_band_widens_until_exact(cut in 1usize..200, seed in 0u32..1000) {
        let a: Vec<u32> = (0..300u32).map(|i| (i * 7919 + seed) % 11).collect();
        let b = [&a[cut..], &a[..cut]].concat();
        prop_assert_eq!(errors(&align(&a, &b, 1)), levenshtein(&a, &b));
    }
}
