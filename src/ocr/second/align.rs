//! Two readings of one line, letter against letter.

use super::suspects::is_shape;
use crate::fold::base_letter;

/// Longest line that is aligned, characters. The table has the product of both lengths as its size; a line of minutes has about 100.
const LONGEST: usize = 400;
/// Costs in hundredths. A § and its shapes are nearly the same sign; a lost space is cheaper than a lost letter.
const SAME_SIGN: u32 = 20;
const OTHER_LETTER: u32 = 100;
const LOST_LETTER: u32 = 90;
const LOST_SPACE: u32 = 40;

/// For each character of `first` the index of its counterpart in `second`, where it has one: a cheapest alignment (Needleman and Wunsch
/// 1970). Lines over 400 characters have none.
pub fn align(first: &[char], second: &[char]) -> Vec<Option<usize>> {
    let (n, m) = (first.len(), second.len());
    let mut counterparts = vec![None; n];
    if n.max(m) > LONGEST {
        return counterparts;
    }
    let width = m + 1;
    let mut costs = vec![0u32; (n + 1) * width];
    for i in 0..=n {
        for j in 0..=m {
            costs[i * width + j] = match (i, j) {
                (0, 0) => 0,
                (0, _) => costs[j - 1] + lost(second[j - 1]),
                (_, 0) => costs[(i - 1) * width] + lost(first[i - 1]),
                _ => {
                    let both = costs[(i - 1) * width + j - 1] + differ(first[i - 1], second[j - 1]);
                    let one = costs[(i - 1) * width + j] + lost(first[i - 1]);
                    both.min(one).min(costs[i * width + j - 1] + lost(second[j - 1]))
                }
            };
        }
    }
    let (mut i, mut j) = (n, m);
    while i > 0 && j > 0 {
        let here = costs[i * width + j];
        if here == costs[(i - 1) * width + j - 1] + differ(first[i - 1], second[j - 1]) {
            (i, j) = (i - 1, j - 1);
            counterparts[i] = Some(j);
        } else if here == costs[(i - 1) * width + j] + lost(first[i - 1]) {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    counterparts
}

fn differ(a: char, b: char) -> u32 {
    let fold = |c: char| base_letter(c).to_ascii_lowercase();
    match () {
        () if a == b || fold(a) == fold(b) => 0,
        () if (a == '§' && is_shape(b)) || (b == '§' && is_shape(a)) => SAME_SIGN,
        // A space has no counterpart but a space.
        () if a == ' ' || b == ' ' => 2 * OTHER_LETTER,
        () => OTHER_LETTER,
    }
}

fn lost(c: char) -> u32 {
    if c == ' ' { LOST_SPACE } else { LOST_LETTER }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(first: &str, second: &str) -> String {
        let (a, b): (Vec<char>, Vec<char>) = (first.chars().collect(), second.chars().collect());
        align(&a, &b).into_iter().map(|j| j.map_or('_', |j| b[j])).collect()
    }

    #[test]
    fn a_sign_finds_its_shape() {
        assert_eq!(shown("enligt 5 kap. 48", "enligt 5 kap. 4 §"), "enligt 5 kap. 4§");
        assert_eq!(shown("8113 Årsbudget", "§ 113 Arsbudget"), "§113 Arsbudget");
        assert_eq!(shown("85 14", "§ 14").chars().filter(|c| *c == '§').count(), 1);
        assert_eq!(shown("", "§"), "");
        assert_eq!(shown(&"a".repeat(401), "a"), "_".repeat(401));
    }
}
