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
    /// Decodes one strip into `out`, 8-bit grey of `width` pixels a row. Rows that the strip does not hold stay as
    /// they are. Returns how many rows were read.
    pub(crate) fn decode_strip(&self, data: &[u8], width: u32, out: &mut [u8]) -> usize {
        let reversed: Vec<u8>;
        let data = if self.reversed_bits {
            reversed = data.iter().map(|b| b.reverse_bits()).collect();
            &reversed
        } else {
            data
        };
        let rows = out.len() / width.max(1) as usize;
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
        let mut sink = Rows { out, width: width as usize, row: 0, ink: if self.black_is_zero { 255 } else { 0 } };
        // Rows read before the damage are kept, as a fax machine keeps them; the caller sees how many there are.
        let _ = hayro_ccitt::decode(data, &mut sink, &mut context);
        sink.row
    }
}

struct Rows<'a> {
    out: &'a mut [u8],
    width: usize,
    row: usize,
    ink: u8,
}

impl Decoder for Rows<'_> {
    fn push_row(&mut self, changes: &[u32]) {
        let start = self.row * self.width;
        if let Some(row) = self.out.get_mut(start..start + self.width) {
            row.fill(!self.ink);
            for run in changes.chunks(2) {
                let end = run.get(1).map_or(self.width, |&e| e as usize).min(self.width);
                row[(run[0] as usize).min(end)..end].fill(self.ink);
            }
            self.row += 1;
        }
    }
}
