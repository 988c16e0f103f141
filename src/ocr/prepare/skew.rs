//! Slope of the lines of text.

use super::ink::Piece;

/// Steepest slope looked for, degrees.
const STEEPEST: f64 = 6.0;

/// By how many degrees the lines rise to the right, by the feet of their letters; `None` where there are too few.
/// After Baird (1987): of all angles the one at which the feet fall into the fewest rows.
pub fn slope(pieces: &[Piece], x: f64) -> Option<f64> {
    let feet: Vec<(f64, f64)> = pieces
        .iter()
        .filter(|p| {
            let (w, h) = (f64::from(p.width()), f64::from(p.height()));
            h >= 0.8 * x && h <= 2.0 * x && w >= 0.25 * x && w <= 3.0 * x
        })
        .map(|p| (f64::from(p.x0 + p.x1) / 2.0, f64::from(p.y1)))
        .collect();
    if feet.len() < 40 {
        return None;
    }
    let score = |degrees: f64| peaks(&feet, degrees, x);
    let coarse = 0.25;
    let steps = (STEEPEST / coarse) as i32;
    let best = |from: f64, step: f64, reach: i32| {
        let tried = (-reach..=reach).map(|i| from + f64::from(i) * step);
        tried.map(|d| (score(d), d)).fold((0.0, from), |a, b| if b.0 > a.0 { b } else { a })
    };
    let (_, rough) = best(0.0, coarse, steps);
    let (_, finer) = best(rough, 0.05, 5);
    Some(finer)
}

fn peaks(feet: &[(f64, f64)], degrees: f64, x: f64) -> f64 {
    let bin = (x / 8.0).max(1.0);
    let tan = degrees.to_radians().tan();
    let at = |(px, py): (f64, f64)| ((py + px * tan) / bin).round() as i64;
    let low = feet.iter().map(|f| at(*f)).min().unwrap_or(0);
    let high = feet.iter().map(|f| at(*f)).max().unwrap_or(0);
    let mut rows = vec![0u32; (high - low + 1) as usize];
    feet.iter().for_each(|f| rows[(at(*f) - low) as usize] += 1);
    rows.iter().map(|n| f64::from(*n) * f64::from(*n)).sum()
}
