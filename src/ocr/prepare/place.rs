//! Where a point of the prepared image stands on the page as given.

use crate::ocr::wire::WireLine;
use crate::page::PageImage;

/// An affine map of the plane: `[a, b, c, d, e, f]` takes `(x, y)` to `(a·x + b·y + c, d·x + e·y + f)`. Coordinates are
/// those of pixel edges: the first pixel reaches from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place(pub [f64; 6]);

impl Place {
    /// Nothing moved.
    pub const SAME: Place = Place([1.0, 0.0, 0.0, 0.0, 1.0, 0.0]);

    /// First `self`, then `next`.
    pub fn then(self, next: Place) -> Place {
        let ([a, b, c, d, e, f], [p, q, r, s, t, u]) = (self.0, next.0);
        Place([p * a + q * d, p * b + q * e, p * c + q * f + r, s * a + t * d, s * b + t * e, s * c + t * f + u])
    }

    /// Where `(x, y)` comes to lie.
    pub fn point(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + b * y + c, d * x + e * y + f)
    }
}

/// A page image prepared for reading, with the way back to the page as given.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    /// What is read.
    pub image: PageImage,
    /// From `image` to the page as given.
    pub place: Place,
    /// Size of the page as given, pixels.
    size: (u32, u32),
}

impl Prepared {
    /// A page as given.
    pub(super) fn new(image: &PageImage) -> Self {
        Prepared { image: image.clone(), place: Place::SAME, size: image.pixels.dimensions() }
    }

    /// A new image, whose points stood on this one where `place` says.
    pub(super) fn moved(self, image: PageImage, place: Place) -> Self {
        Prepared { image, place: place.then(self.place), size: self.size }
    }

    /// The boxes of what was read from `image`, on the page as given.
    pub fn lines_to_original(&self, lines: &mut [WireLine]) {
        for line in lines.iter_mut().filter(|l| !l.words.is_empty()) {
            line.bbox = self.to_original(line.bbox);
            line.words.iter_mut().for_each(|w| w.bbox = self.to_original(w.bbox));
        }
    }

    /// A box of `image` (left, top, right, bottom) on the page as given: the smallest upright one around it, within the
    /// page.
    pub fn to_original(&self, [left, top, right, bottom]: [u32; 4]) -> [u32; 4] {
        let corners = [(left, top), (right, top), (left, bottom), (right, bottom)];
        let corners = corners.map(|(x, y)| self.place.point(f64::from(x), f64::from(y)));
        let low = |f: fn(&(f64, f64)) -> f64| corners.iter().map(f).fold(f64::INFINITY, f64::min);
        let high = |f: fn(&(f64, f64)) -> f64| corners.iter().map(f).fold(0.0, f64::max);
        // A hair inwards, so that rounding of the map does not add a pixel.
        let first = |v: f64, most: u32| ((v + 0.01).max(0.0).floor() as u32).min(most);
        let last = |v: f64, most: u32| ((v - 0.01).max(0.0).ceil() as u32).min(most);
        let (width, height) = self.size;
        [
            first(low(|c| c.0), width),
            first(low(|c| c.1), height),
            last(high(|c| c.0), width),
            last(high(|c| c.1), height),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ocr::wire::WireWord;
    use image::GrayImage;

    #[test]
    fn maps_are_joined_in_order() {
        let double = Place([2.0, 0.0, 0.0, 0.0, 2.0, 0.0]);
        let right = Place([1.0, 0.0, 10.0, 0.0, 1.0, 0.0]);
        assert_eq!(double.then(right).point(3.0, 4.0), (16.0, 8.0));
        assert_eq!(right.then(double).point(3.0, 4.0), (26.0, 8.0));
    }

    #[test]
    fn boxes_come_back_and_stay_on_the_page() {
        let page = PageImage { pixels: GrayImage::new(100, 200), dpi: 300 };
        let same = Prepared::new(&page);
        assert_eq!(same.to_original([1, 2, 30, 40]), [1, 2, 30, 40]);
        let half = same.moved(page, Place([0.5, 0.0, 0.0, 0.0, 0.5, 0.0]));
        assert_eq!(half.to_original([10, 20, 40, 61]), [5, 10, 20, 31]);
        assert_eq!(half.to_original([150, 20, 900, 900]), [75, 10, 100, 200]);
        let word = WireWord { text: "Beslut".into(), bbox: [10, 20, 40, 61], conf: 0.9, letters: Vec::new() };
        let mut lines = [WireLine { bbox: [8, 20, 80, 62], words: vec![word] }, WireLine::default()];
        half.lines_to_original(&mut lines);
        assert_eq!((lines[0].bbox, lines[0].words[0].bbox), ([4, 10, 40, 31], [5, 10, 20, 31]));
        assert_eq!(lines[1], WireLine::default());
    }
}
