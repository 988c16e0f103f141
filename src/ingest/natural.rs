//! The order in which people count pages.

use std::cmp::Ordering;

/// Natural order: runs of digits compare as numbers, so that `p2` comes before `p10`.
pub fn natural_cmp(a: &str, b: &str) -> Ordering {
    let (mut x, mut y) = (a, b);
    loop {
        let digits = |s: &str| s.len() - s.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (nx, ny) = (digits(x), digits(y));
        let order = if nx > 0 && ny > 0 {
            let (vx, vy) = (x[..nx].trim_start_matches('0'), y[..ny].trim_start_matches('0'));
            (x, y) = (&x[nx..], &y[ny..]);
            (vx.len(), vx).cmp(&(vy.len(), vy))
        } else {
            match (x.chars().next(), y.chars().next()) {
                // Names equal but for leading zeros are told apart by their bytes, so that the order is total.
                (None, None) => return a.cmp(b),
                (cx, cy) => {
                    x = &x[cx.map_or(0, char::len_utf8)..];
                    y = &y[cy.map_or(0, char::len_utf8)..];
                    cx.cmp(&cy)
                }
            }
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_count_as_numbers() {
        let mut names = ["p10", "P1", "p2", "p02", "p1a", "p1"];
        names.sort_by(|a, b| natural_cmp(a, b));
        assert_eq!(names, ["P1", "p1", "p1a", "p02", "p2", "p10"]);
    }
}
