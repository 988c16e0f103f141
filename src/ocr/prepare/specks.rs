//! Specks: pieces of ink that belong to no letter.

use super::ink::Piece;

/// Longest side of a speck that is too small even for a dot, of the height of small letters.
const TINY: f64 = 0.06;
/// Longest side of a speck away from all letters, of the height of small letters.
const LONE: f64 = 0.3;
/// Longer side from which a piece may be a letter, of the height of small letters.
const LETTER: f64 = 0.5;

/// Which of `pieces` are specks on a page whose small letters are `x` pixels high. A dot is never farther from its letter
/// than a small letter is high.
pub(super) fn specks(pieces: &[Piece], x: f64) -> Vec<bool> {
    let cell = x.max(4.0);
    let index = |n: u32| (f64::from(n) / cell) as usize;
    let columns = pieces.iter().map(|p| index(p.x1)).max().unwrap_or(0) + 2;
    let rows = pieces.iter().map(|p| index(p.y1)).max().unwrap_or(0) + 2;
    // Cells that hold part of a letter.
    let mut taken = vec![false; columns * rows];
    for p in pieces.iter().filter(|p| f64::from(p.side()) >= LETTER * x) {
        for row in index(p.y0)..=index(p.y1) {
            taken[row * columns + index(p.x0)..=row * columns + index(p.x1)].fill(true);
        }
    }
    let alone = |p: &Piece| {
        let across = index(p.x0).saturating_sub(1)..=index(p.x1) + 1;
        let mut down = index(p.y0).saturating_sub(1)..=index(p.y1) + 1;
        down.all(|row| !taken[row * columns + across.start()..=row * columns + across.end()].contains(&true))
    };
    let is_speck = |p: &Piece| {
        let side = f64::from(p.side());
        side <= TINY * x || (side <= LONE * x && alone(p))
    };
    pieces.iter().map(is_speck).collect()
}

#[cfg(test)]
mod tests {
    use super::super::drawn::Sheet;
    use super::super::ink::Ink;
    use super::*;

    #[test]
    fn lone_specks_go_and_dots_stay() {
        let clean = Sheet::written(20, 6).pixels;
        let mut sheet = Sheet::blank(1, 1);
        sheet.pixels = clean.clone();
        // Below the last line, and one pixel between two lines.
        sheet.stroke([500, 460, 505, 464], 0);
        sheet.stroke([300, 118, 301, 119], 0);
        let ink = Ink::of(&sheet.pixels);
        let gone = specks(&ink.pieces, 20.0);
        assert_eq!(gone.iter().filter(|g| **g).count(), 2);
        ink.erase(&mut sheet.pixels, &gone);
        assert!(sheet.pixels == clean);
    }
}
