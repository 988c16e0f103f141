//! Fax-coded TIFF strips (Group 3 and 4), which the TIFF reader knows only in part: no Group 3, no reversed bit order.

use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode};

/// How the strips of a TIFF are coded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FaxCoding {
    /// TIFF tag Compression: 2 (modified Huffman), 3 (Group 3), 4 (Group 4).
    pub compression: u16,
    /// TIFF tag T4Options; bit 0 is two-dimensional coding.
    pub t4_options: u32,
    /// TIFF tag FillOrder is 2: the lowest bit comes first.
    pub reversed_bits: bool,
    /// TIFF tag PhotometricInterpretation is 1: a coded "white" run is black.
    pub black_is_zero: bool,
}

impl FaxCoding {
    /// Decodes one strip, giving `out` each row as 8-bit grey of `width` pixels, `rows` of them: those that the strip does
    /// not hold are white. Returns how many were read.
    pub(crate) fn decode_strip(&self, data: &[u8], width: u32, rows: usize, out: &mut dyn FnMut(&[u8])) -> usize {
        let reversed: Vec<u8>;
        let data = if self.reversed_bits {
            reversed = data.iter().map(|b| b.reverse_bits()).collect();
            &reversed
        } else {
            data
        };
        let mut context = DecoderContext::new(DecodeSettings {
            columns: width,
            rows: rows as u32,
            end_of_block: true,
            end_of_line: self.compression == 3,
            rows_are_byte_aligned: self.compression == 2,
            encoding: match (self.compression, self.t4_options & 1) {
                (4, _) => EncodingMode::Group4,
                (3, 1) => EncodingMode::Group3_2D,
                _ => EncodingMode::Group3_1D,
            },
            strict: false,
        });
        let ink = if self.black_is_zero { 255 } else { 0 };
        let mut sink = Rows { out, row: vec![0; width as usize], found: 0, wanted: rows, ink };
        // Rows read before the damage are kept, as a fax machine keeps them; the caller sees how many there are.
        let _ = hayro_ccitt::decode(data, &mut sink, &mut context);
        let found = sink.found;
        sink.row.fill(255);
        (found..rows).for_each(|_| (sink.out)(&sink.row));
        found
    }
}

struct Rows<'a> {
    out: &'a mut dyn FnMut(&[u8]),
    row: Vec<u8>,
    found: usize,
    wanted: usize,
    ink: u8,
}

impl Decoder for Rows<'_> {
    fn push_row(&mut self, changes: &[u32]) {
        if self.found == self.wanted {
            return;
        }
        let width = self.row.len();
        self.row.fill(!self.ink);
        for run in changes.chunks(2) {
            let end = run.get(1).map_or(width, |&e| e as usize).min(width);
            self.row[(run[0] as usize).min(end)..end].fill(self.ink);
        }
        (self.out)(&self.row);
        self.found += 1;
    }
}
