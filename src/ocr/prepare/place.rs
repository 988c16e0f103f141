//! Where a point of the prepared image stood on the page as given.

use image::GrayImage;

use crate::page::PageImage;

/// An affine map of the plane: `x' = a·x + b·y + c`, `y' = d·x + e·y + f`.
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
    /// From pixels of `image` to pixels of the page as given.
    pub place: Place,
}

impl Prepared {
    /// A page as given.
    pub fn new(image: PageImage) -> Self {
        Prepared { image, place: Place::SAME }
    }

    /// New pixels of the same size.
    pub fn with_pixels(self, pixels: GrayImage) -> Self {
        Prepared { image: PageImage { pixels, dpi: self.image.dpi }, place: self.place }
    }
}
