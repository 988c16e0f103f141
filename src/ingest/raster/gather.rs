//! Rows gathered into a page; a huge page is shrunk by half as they come, so that it is never held whole.

use image::GrayImage;

use super::super::MAX_PIXELS;
use super::check_huge;

/// Takes the rows of a page from top to bottom.
pub(crate) struct Gather {
    width: usize,
    height: usize,
    factor: u32,
    /// Sums of the rows that make the next row of the shrunk page.
    sums: Vec<u16>,
    rows: usize,
    out: Vec<u8>,
}

impl Gather {
    /// A page of `width` × `height`.
    ///
    /// A page over [`MAX_PIXELS`] is an A4 page at 1200 dpi, or a drawing: its half still has more resolution than the
    /// engine can use. Beyond [`super::super::MAX_HUGE_PIXELS`] nobody scans pages.
    pub(crate) fn new(width: u32, height: u32) -> Result<Self, String> {
        check_huge(width, height)?;
        let factor = if u64::from(width) * u64::from(height) > MAX_PIXELS { 2 } else { 1 };
        let (width, height) = (width as usize, height as usize);
        let half = |n: usize| n.div_ceil(factor as usize);
        let sums = if factor == 1 { Vec::new() } else { vec![0; half(width)] };
        // The room is taken as rows come, so that a file that only claims to be large costs nothing.
        Ok(Gather { width, height, factor, sums, rows: 0, out: Vec::new() })
    }

    /// By how much the page is shrunk: 1 or 2.
    pub(crate) fn factor(&self) -> u32 {
        self.factor
    }

    /// Adds the next row, or several whole ones. Rows below the page's height are passed over.
    pub(crate) fn push(&mut self, rows: &[u8]) {
        for row in rows.chunks_exact(self.width) {
            if self.rows == self.height {
                return;
            }
            self.rows += 1;
            if self.factor == 1 {
                self.out.extend_from_slice(row);
                continue;
            }
            for (sum, pair) in self.sums.iter_mut().zip(row.chunks(2)) {
                // A last column without a neighbour counts twice.
                *sum += u16::from(pair[0]) + u16::from(pair[pair.len() - 1]);
            }
            if self.rows.is_multiple_of(2) {
                self.out.extend(self.sums.iter_mut().map(|s| (std::mem::take(s) / 4) as u8));
            } else if self.rows == self.height {
                self.out.extend(self.sums.iter_mut().map(|s| (std::mem::take(s) / 2) as u8));
            }
        }
    }

    /// The page.
    pub(crate) fn finish(self) -> Result<GrayImage, String> {
        if self.rows < self.height {
            return Err(format!("only {} of {} rows can be read", self.rows, self.height));
        }
        let half = |n: usize| n.div_ceil(self.factor as usize) as u32;
        GrayImage::from_raw(half(self.width), half(self.height), self.out).ok_or_else(|| "its size is wrong".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_pages_stay_and_huge_ones_are_halved() {
        let mut page = Gather::new(3, 2).unwrap();
        page.push(&[1, 2, 3, 4, 5, 6]);
        assert_eq!(page.finish().unwrap().into_raw(), [1, 2, 3, 4, 5, 6]);
        let mut huge = Gather::new(10_001, 10_001).unwrap();
        assert_eq!(huge.factor(), 2);
        let row: Vec<u8> = (0..10_001).map(|x| if x % 2 == 0 { 100 } else { 200 }).collect();
        (0..10_001).for_each(|_| huge.push(&row));
        let half = huge.finish().unwrap();
        assert_eq!(half.dimensions(), (5001, 5001));
        assert_eq!((half.get_pixel(0, 0).0, half.get_pixel(5000, 5000).0), ([150], [100]));
    }

    #[test]
    fn missing_rows_and_monsters_are_errors() {
        let mut page = Gather::new(2, 3).unwrap();
        page.push(&[0; 4]);
        assert!(page.finish().unwrap_err().contains("only 2 of 3 rows"));
        assert!(Gather::new(60_000, 10).is_err() && Gather::new(25_000, 25_000).is_err() && Gather::new(0, 4).is_err());
    }
}
