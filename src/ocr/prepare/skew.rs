//! Slope of the lines of text.

use super::ink::Piece;

/// Steepest slope looked for, degrees either way.
const STEEPEST: f64 = 6.0;
/// Steps of the search, degrees.
const STEPS: (f64, f64) = (0.25, 0.05);
/// Fewest letters that tell a slope.
const FEWEST: usize = 40;

/// By how many degrees the lines rise to the right, by the feet of the letters among `pieces`; `None` where there are too
/// few. Of all angles the one at which the feet fall into the fewest rows (Baird 1987).
pub(super) fn slope(pieces: &[Piece], x: f64) -> Option<f64> {
    let is_letter = |p: &&Piece| {
        let (w, h) = (f64::from(p.width()), f64::from(p.height()));
        (0.8 * x..=2.0 * x).contains(&h) && (0.25 * x..=3.0 * x).contains(&w)
    };
    let feet: Vec<(f64, f64)> =
        pieces.iter().filter(is_letter).map(|p| (f64::from(p.x0 + p.x1) / 2.0, f64::from(p.y1))).collect();
    if feet.len() < FEWEST {
        return None;
    }
    let best = |from: f64, step: f64, reach: i32| {
        let tried = (-reach..=reach).map(|i| from + f64::from(i) * step);
        let scored = tried.map(|d| (rows(&feet, d.to_radians().tan(), x), d));
        // Of equal ones the flattest.
        scored.fold((0.0, from), |a, b| if b.0 > a.0 || (b.0 == a.0 && b.1.abs() < a.1.abs()) { b } else { a }).1
    };
    let rough = best(0.0, STEPS.0, (STEEPEST / STEPS.0) as i32);
    Some(best(rough, STEPS.1, (STEPS.0 / STEPS.1) as i32))
}

/// How sharply `points` fall into rows that rise to the right by `tan`: the sum of the squared counts of rows an eighth of
/// the height `x` of small letters high.
pub(super) fn rows(points: &[(f64, f64)], tan: f64, x: f64) -> f64 {
    let bin = (x / 8.0).max(1.0);
    let row = |(across, down): &(f64, f64)| ((down + across * tan) / bin).round() as i64;
    let low = points.iter().map(row).min().unwrap_or(0);
    let high = points.iter().map(row).max().unwrap_or(0);
    let mut counts = vec![0u32; (high - low + 1) as usize];
    points.iter().for_each(|p| counts[(row(p) - low) as usize] += 1);
    counts.iter().map(|n| f64::from(*n) * f64::from(*n)).sum()
}

#[cfg(test)]
mod tests {
    use super::super::drawn::Sheet;
    use super::super::ink::Ink;
    use super::super::resample::levelled;
    use super::*;

    #[test]
    fn the_slope_of_a_page_is_found() {
        let sheet = Sheet::written(18, 14);
        for degrees in [-4.5, -1.2, 0.0, 0.7, 3.0] {
            let (askew, _) = levelled(&sheet.pixels, -degrees, 255);
            let found = slope(&Ink::of(&askew).pieces, 18.0).unwrap();
            assert!((found - degrees).abs() < 0.11, "{degrees}: {found}");
        }
        assert_eq!(slope(&[], 18.0), None);
    }
}
