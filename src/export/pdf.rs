//! A searchable PDF: page images under invisible text, written page by page.
//!
//! [`PdfFile`] hands each object on as soon as it is made and keeps only where it stands, so that a thousand pages need no more
//! memory than one. Nothing in the file depends on when or where it was written.

use std::io::{self, Write};

use pdf_writer::types::{CidFontType, FontFlags, Predictor, SystemInfo};
use pdf_writer::{Chunk, Filter, Finish, Name, Rect, Ref, Settings, Str, TextStr};

use super::pdf_font::{ADVANCE, NAME, glyphless, to_unicode};
use super::pdf_image::{Coding, PdfImage, deflate};
use super::pdf_text::{FONT, IMAGE, page_content};
use crate::page::{Page, PageSize};

/// Size of a page of which nothing is known: A4 at 100 dots per inch.
const UNKNOWN_SIZE: PageSize = PageSize { width: 827, height: 1169, dpi: 100 };

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const TYPE0: Ref = Ref::new(3);
const CID_FONT: Ref = Ref::new(4);
const DESCRIPTOR: Ref = Ref::new(5);
const FONT_FILE: Ref = Ref::new(6);
const TO_UNICODE: Ref = Ref::new(7);
const CID_TO_GID: Ref = Ref::new(8);
const INFO: Ref = Ref::new(9);
/// The first object of the first page; each page has three.
const FIRST_PAGE: i32 = 10;

/// The coded content of a page: its text, invisible, over its image where it has one. What [`PdfFile::page`] takes.
pub fn pdf_content(page: &Page, image: Option<PageSize>) -> Vec<u8> {
    deflate(&page_content(page, page_size(page, image), image.is_some()))
}

/// The size of a page: that of its image, or what its boxes refer to, or A4.
pub fn page_size(page: &Page, image: Option<PageSize>) -> PageSize {
    image.or(page.size).filter(|s| s.width > 0 && s.height > 0 && s.dpi > 0).unwrap_or(UNKNOWN_SIZE)
}

/// A PDF that is being written.
pub struct PdfFile<W: Write> {
    out: W,
    written: u64,
    /// Where each object stands; the first is object 1.
    offsets: Vec<u64>,
    pages: Vec<Ref>,
}

impl<W: Write> PdfFile<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// Where `out` cannot be written to.
    pub fn begin(out: W) -> io::Result<Self> {
        let mut file = PdfFile { out, written: 0, offsets: Vec::new(), pages: Vec::new() };
        // Bytes above 127 tell programs that move the file that it is no text.
        file.put(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")?;
        file.font()?;
        Ok(file)
    }

    /// Adds a page. `content` is what [`pdf_content`] made of it with the same image.
    ///
    /// # Errors
    /// Where the file cannot be written to.
    pub fn page(&mut self, size: PageSize, image: Option<&PdfImage>, content: &[u8]) -> io::Result<()> {
        let first = FIRST_PAGE + 3 * i32::try_from(self.pages.len()).map_err(io::Error::other)?;
        let (page, contents, picture) = (Ref::new(first), Ref::new(first + 1), Ref::new(first + 2));
        let points = |pixels: u32| pixels as f32 * 72.0 / size.dpi as f32;
        self.object(page, |chunk| {
            let mut dict = chunk.page(page);
            dict.parent(PAGES).contents(contents);
            dict.media_box(Rect::new(0.0, 0.0, points(size.width), points(size.height)));
            let mut resources = dict.resources();
            resources.fonts().pair(FONT, TYPE0);
            if image.is_some() {
                resources.x_objects().pair(IMAGE, picture);
            }
        })?;
        self.object(contents, |chunk| {
            chunk.stream(contents, content).filter(Filter::FlateDecode);
        })?;
        if let Some(image) = image {
            self.object(picture, |chunk| write_image(chunk, picture, image))?;
        }
        self.pages.push(page);
        Ok(())
    }

    /// Ends the file. `title` is shown by viewers, `id` tells this document from others.
    ///
    /// # Errors
    /// Where the file cannot be written to.
    pub fn finish(mut self, title: &str, id: [u8; 16]) -> io::Result<W> {
        let pages = std::mem::take(&mut self.pages);
        let count = i32::try_from(pages.len()).map_err(io::Error::other)?;
        self.object(PAGES, |chunk| {
            chunk.pages(PAGES).kids(pages).count(count);
        })?;
        self.object(CATALOG, |chunk| {
            let mut dict = chunk.indirect(CATALOG).dict();
            dict.pair(Name(b"Type"), Name(b"Catalog")).pair(Name(b"Pages"), PAGES);
        })?;
        let producer = concat!("Justera ", env!("CARGO_PKG_VERSION"));
        self.object(INFO, |chunk| {
            let mut dict = chunk.indirect(INFO).dict();
            dict.pair(Name(b"Title"), TextStr(title)).pair(Name(b"Producer"), TextStr(producer));
        })?;
        let start = self.written;
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", self.offsets.len() + 1);
        for offset in &self.offsets {
            // A page without image leaves its third number free.
            let state = if *offset == 0 { "0000000000 65535 f \n".into() } else { format!("{offset:010} 00000 n \n") };
            table.push_str(&state);
        }
        let id: String = id.iter().map(|b| format!("{b:02x}")).collect();
        table.push_str(&format!(
            "trailer\n<< /Size {} /Root {} 0 R /Info {} 0 R /ID [<{id}> <{id}>] >>\nstartxref\n{start}\n%%EOF\n",
            self.offsets.len() + 1,
            CATALOG.get(),
            INFO.get(),
        ));
        self.put(table.as_bytes())?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn font(&mut self) -> io::Result<()> {
        let name = Name(NAME.as_bytes());
        let identity = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
        self.object(TYPE0, |chunk| {
            let mut font = chunk.type0_font(TYPE0);
            font.base_font(name).encoding_predefined(Name(b"Identity-H")).descendant_font(CID_FONT);
            font.to_unicode(TO_UNICODE);
        })?;
        self.object(CID_FONT, |chunk| {
            let mut font = chunk.cid_font(CID_FONT);
            font.subtype(CidFontType::Type2).base_font(name).system_info(identity).font_descriptor(DESCRIPTOR);
            font.default_width(f32::from(ADVANCE)).cid_to_gid_map_stream(CID_TO_GID);
        })?;
        self.object(DESCRIPTOR, |chunk| {
            let mut font = chunk.font_descriptor(DESCRIPTOR);
            font.name(name).flags(FontFlags::FIXED_PITCH | FontFlags::SYMBOLIC);
            font.bbox(Rect::new(0.0, 0.0, f32::from(ADVANCE), 1000.0)).italic_angle(0.0).ascent(1000.0).descent(-1.0);
            font.cap_height(1000.0).stem_v(80.0).font_file2(FONT_FILE);
        })?;
        let file = glyphless();
        let packed = deflate(&file);
        self.object(FONT_FILE, |chunk| {
            let mut stream = chunk.stream(FONT_FILE, &packed);
            stream.filter(Filter::FlateDecode).pair(Name(b"Length1"), file.len() as i32);
        })?;
        let map = deflate(&to_unicode());
        self.object(TO_UNICODE, |chunk| {
            chunk.stream(TO_UNICODE, &map).filter(Filter::FlateDecode);
        })?;
        let glyph_one = deflate(&[0, 1].repeat(1 << 16));
        self.object(CID_TO_GID, |chunk| {
            chunk.stream(CID_TO_GID, &glyph_one).filter(Filter::FlateDecode);
        })
    }

    /// Writes one object and notes where it stands.
    fn object(&mut self, id: Ref, write: impl FnOnce(&mut Chunk)) -> io::Result<()> {
        let mut chunk = Chunk::with_settings(Settings { pretty: false });
        write(&mut chunk);
        let index = usize::try_from(id.get() - 1).map_err(io::Error::other)?;
        if self.offsets.len() <= index {
            self.offsets.resize(index + 1, 0);
        }
        self.offsets[index] = self.written;
        self.put(chunk.as_bytes())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.written += bytes.len() as u64;
        Ok(())
    }
}

fn write_image(chunk: &mut Chunk, id: Ref, image: &PdfImage) {
    let (width, height) = (image.width as i32, image.height as i32);
    let mut picture = chunk.image_xobject(id, &image.data);
    picture.width(width).height(height);
    picture.color_space().device_gray();
    match image.coding {
        Coding::Fax => {
            picture.bits_per_component(1).filter(Filter::CcittFaxDecode);
            picture.decode_parms().k(-1).columns(width).rows(height);
        }
        Coding::Flate => {
            picture.bits_per_component(8).filter(Filter::FlateDecode);
            picture.decode_parms().predictor(Predictor::PngOptimum).columns(width).colors(1).bits_per_component(8);
        }
        Coding::Jpeg => {
            picture.bits_per_component(8).filter(Filter::DctDecode);
        }
    }
    picture.finish();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Line, Origin};

    #[test]
    fn offsets_point_at_their_objects() {
        let mut pdf = PdfFile::begin(Vec::new()).unwrap();
        let page = Page::from_lines(0, Origin::Text, "swe", vec![Line::new("§ 1 åäö")]);
        for _ in 0..3 {
            pdf.page(page_size(&page, None), None, &pdf_content(&page, None)).unwrap();
        }
        let bytes = pdf.finish("Möte", [7; 16]).unwrap();
        let at = |what: &[u8]| bytes.windows(what.len()).rposition(|w| w == what).unwrap();
        let table = String::from_utf8(bytes[at(b"xref\n0 ")..].to_vec()).unwrap();
        let mut used = 0;
        for (number, row) in table.lines().skip(2).take_while(|l| !l.starts_with("trailer")).enumerate().skip(1) {
            if row.ends_with("n ") {
                let offset: usize = row[..10].parse().unwrap();
                assert!(bytes[offset..].starts_with(format!("{number} 0 obj").as_bytes()), "{row}");
                used += 1;
            }
        }
        assert_eq!(used, 9 + 3 * 2);
        let again = String::from_utf8_lossy(&bytes).contains(&format!("startxref\n{}", at(b"xref\n0 ")));
        assert!(again && table.contains("<07070707"));
    }
}
