//! A model of letters: how much like Swedish a word looks that no list has. Letter trigrams over the word forms of the lexicon.

/// Letters told apart: a–z å ä ö é, one class for all other signs, and the word's edge.
pub const CLASSES: usize = 32;
const EDGE: usize = 31;
const OTHER: usize = 30;

fn class(c: char) -> usize {
    match c {
        'a'..='z' => c as usize - 'a' as usize,
        'å' => 26,
        'ä' => 27,
        'ö' => 28,
        'é' => 29,
        _ => OTHER,
    }
}

fn trigrams(word: &str) -> impl Iterator<Item = usize> + '_ {
    let classes = word.chars().map(class).chain([EDGE]);
    classes.scan((EDGE, EDGE), |(a, b), c| {
        let index = (*a * CLASSES + *b) * CLASSES + c;
        (*a, *b) = (*b, c);
        Some(index)
    })
}

/// A table of −16 ln P(letter | two letters before), one byte each, from word forms; every form counts once, since new words look like
/// the many rare ones and not like the few common ones. Smoothed with letter pairs and single letters.
pub fn train<'a>(words: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut three = vec![0f64; CLASSES.pow(3)];
    for word in words {
        for index in trigrams(word) {
            three[index] += 1.0;
        }
    }
    let mut two = vec![0f64; CLASSES.pow(2)];
    let mut one = vec![0f64; CLASSES];
    for (index, count) in three.iter().enumerate() {
        two[index % CLASSES.pow(2)] += count;
        one[index % CLASSES] += count;
    }
    let total: f64 = one.iter().sum::<f64>() + CLASSES as f64;
    let row = |table: &[f64], start: usize| -> f64 { table[start..start + CLASSES].iter().sum() };
    (0..three.len())
        .map(|index| {
            let (context, pair) = (index / CLASSES * CLASSES, index % CLASSES.pow(2));
            let single = (one[index % CLASSES] + 1.0) / total;
            let double = (two[pair] + 5.0 * single) / (row(&two, pair / CLASSES * CLASSES) + 5.0);
            let triple = (three[index] + 5.0 * double) / (row(&three, context) + 5.0);
            (-triple.ln() * 16.0).round().clamp(0.0, 255.0) as u8
        })
        .collect()
}

/// −ln P of a word (lower case) under a table of [`train`].
pub fn cost(table: &[u8], word: &str) -> f64 {
    trigrams(word).map(|i| f64::from(table.get(i).copied().unwrap_or(u8::MAX)) / 16.0).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_like_those_seen_are_cheaper() {
        let table = train(["säkerhet", "enhet", "helhet", "närhet"].into_iter());
        assert!(cost(&table, "frihet") < cost(&table, "frxhzt"));
        assert!(cost(&table, "närhet") < cost(&table, "nérhet"));
    }
}
