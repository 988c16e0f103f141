//! The stages in order: ingest → ocr → normalize → layout → dedupe → repair → collate → segment → export.

use std::sync::Arc;

use rayon::prelude::*;

use crate::decisions::Decisions;
use crate::edit::{Edit, EditKind, EditSource};
use crate::error::{Error, Result};
use crate::ingest::{IngestOptions, OpenInput, PageContent, TextLayer};
use crate::lexicon::Lexicon;
use crate::lexicon::old::Era;
use crate::ocr::{self, Recognizer};
use crate::page::{OcrSignature, Origin, Page, PageImage};
use crate::protocol::{Protocol, Source, Variant, Warning};
use crate::repair::Repairer;
use crate::segment::{LabelEdit, label_edits, meetings};
use crate::{check, collate, dedupe, export, layout, normalize};

/// How documents are processed.
#[derive(Debug, Clone)]
pub struct Options {
    /// Recognition model, as Tesseract names it.
    pub language: String,
    /// Posterior (0–1) from which an edit is applied.
    pub threshold: f64,
    /// Whether repeated pages are looked for.
    pub dedupe: bool,
    /// Whether words are mended.
    pub repair: bool,
    /// When the text layer of a PDF is used in place of OCR.
    pub text_layer: TextLayer,
    /// When the documents were written; where it is not given, that is inferred.
    pub era: Option<Era>,
}

/// The stages, ready for any number of documents. Shared by all threads.
pub struct Pipeline<'a> {
    options: Options,
    lexicon: Arc<Lexicon>,
    repairer: Repairer,
    decisions: Decisions,
    recognizer: Option<&'a dyn Recognizer>,
    boxes: bool,
}

/// What a caller does to go on later where reading a document was broken off: recognised pages are kept, and asked for first.
pub trait PageKeeper: Sync {
    /// Page `index`, where it was kept.
    fn kept(&self, index: usize) -> Option<Page>;
    /// Takes in a page that was read.
    fn keep(&self, page: &Page);
    /// Whether to end: pages in hand are finished, no other is begun.
    fn stopped(&self) -> bool;
}

/// Confidence of a § that the sequence of numbers confirms. All records found in the development set's readings
/// bore the right number; held a little lower.
const LABEL_CONFIDENCE: f64 = 0.99;

impl<'a> Pipeline<'a> {
    /// A pipeline. Without a recognizer page images fail, each with its name and the remedy.
    ///
    /// # Errors
    /// Where the program carries a broken dictionary.
    pub fn new(options: Options, recognizer: Option<&'a dyn Recognizer>) -> Result<Self> {
        Ok(Pipeline::with_lexicon(options, Lexicon::swedish()?, recognizer))
    }

    /// A pipeline with another lexicon than the program's own: one with a user's words.
    pub fn with_lexicon(options: Options, lexicon: Arc<Lexicon>, recognizer: Option<&'a dyn Recognizer>) -> Self {
        let repairer = Repairer::new(Arc::clone(&lexicon), options.threshold).with_era(options.era);
        Pipeline { options, lexicon, repairer, decisions: Decisions::default(), recognizer, boxes: false }
    }

    /// The same, whose protocols tell where the words stand in the page images, if `boxes`.
    pub fn with_boxes(self, boxes: bool) -> Self {
        Pipeline { boxes, ..self }
    }

    /// The same with a user's decisions about words, which go before what repair and vote think.
    pub fn with_decisions(self, decisions: Decisions) -> Self {
        Pipeline { decisions, ..self }
    }

    /// Recognition model, as Tesseract names it.
    pub fn language(&self) -> &str {
        &self.options.language
    }

    /// All pages of an input, in order, read in parallel. A page that cannot be read has status `failed`; the others go on.
    /// `on_page` is called as each is done, in any order.
    pub fn read(&self, input: &OpenInput, on_page: &(dyn Fn(&Page) + Sync)) -> Vec<Page> {
        self.read_each(input, false, &|page, _| {
            on_page(&page);
            without_letters(page)
        })
    }

    /// As [`Self::read`], with pages that were kept in place of reading them again. `None` where it was stopped before the last page.
    pub fn read_keeping(
        &self,
        input: &OpenInput,
        keeper: &dyn PageKeeper,
        on_page: &(dyn Fn(&Page) + Sync),
    ) -> Option<Vec<Page>> {
        let known = |word: &str| self.lexicon.contains(word);
        let ingest = self.ingest(&known);
        let read = |index| {
            if keeper.stopped() {
                return None;
            }
            let page = keeper.kept(index).unwrap_or_else(|| {
                let page = self.read_one(input, false, index, &ingest, &|page, _| without_letters(page));
                keeper.keep(&page);
                page
            });
            on_page(&page);
            Some(page)
        };
        (0..input.page_count()).into_par_iter().map(read).collect()
    }

    /// What `each` makes of every page of an input and of its image, in order. A page that was not read from an image comes
    /// with one only if `images` are wanted and there is one (a PDF with text). Pages are read in parallel, and no more of
    /// them are held than `each` keeps.
    pub fn read_each<T: Send>(
        &self,
        input: &OpenInput,
        images: bool,
        each: &(dyn Fn(Page, Option<&PageImage>) -> T + Sync),
    ) -> Vec<T> {
        let known = |word: &str| self.lexicon.contains(word);
        let ingest = self.ingest(&known);
        (0..input.page_count())
            .into_par_iter()
            .map(|index| self.read_one(input, images, index, &ingest, each))
            .collect()
    }

    fn ingest<'b>(&'b self, known: &'b (dyn Fn(&str) -> bool + Sync)) -> IngestOptions<'b> {
        IngestOptions { text_layer: self.options.text_layer, known: Some(known), language: &self.options.language }
    }

    fn read_one<T>(
        &self,
        input: &OpenInput,
        images: bool,
        index: usize,
        ingest: &IngestOptions<'_>,
        each: &(dyn Fn(Page, Option<&PageImage>) -> T + Sync),
    ) -> T {
        let failed = |e: Error| Page::failed(index, Origin::Ocr, &self.options.language, e.to_string());
        match input.page(index, ingest) {
            Ok(PageContent::Text(page)) => {
                let image =
                    images.then(|| input.page(index, &IngestOptions { text_layer: TextLayer::Ignored, ..*ingest }));
                match image {
                    Some(Ok(PageContent::Image(image))) => each(page, Some(&image)),
                    _ => each(page, None),
                }
            }
            Ok(PageContent::Image(image)) => {
                let page = ocr::read_page(self.recognizer, input.path(), index, &self.options.language, &image);
                each(page.unwrap_or_else(failed), Some(&image))
            }
            Err(e) => each(failed(e), None),
        }
    }

    /// From pages as read to a protocol.
    ///
    /// # Errors
    /// Where the program carries a broken dictionary.
    pub fn process(&self, id: &str, source: Source, notes: &[String], pages: Vec<Page>) -> Result<Protocol> {
        let mut pages = self.voted(self.mend(pages)?)?;
        self.decisions.apply(id, &mut pages);
        let mut segmented = meetings(&pages);
        add_label_edits(&mut pages, &segmented.label_edits);
        self.decisions.keep(id, &mut pages);
        let mut warnings: Vec<Warning> = notes.iter().map(|n| warning("input", n)).collect();
        warnings.extend(layout::order_warnings(&pages));
        warnings.extend(segmented.warnings);
        if self.options.repair {
            check::mend_titles(&mut segmented.meetings, &pages, &|word| self.seen(word), &mut warnings);
        }
        check::add(&segmented.meetings, &pages, &mut warnings);
        warnings.extend(pages.iter().flat_map(|p| p.variants.iter().map(|v| variant_warning(p.index, v))));
        warnings.extend(pages.iter().flat_map(|p| p.may_repeat.iter().map(|v| doubt_warning(p.index, v))));
        let mut protocol = export::protocol(id, source, &pages, segmented.meetings, warnings);
        if self.boxes {
            for (page, read) in protocol.pages.iter_mut().zip(&pages) {
                page.boxes = export::page_boxes(read);
            }
        }
        Ok(protocol)
    }

    /// How often a word (lower case) was seen; `None` for what no list has.
    fn seen(&self, word: &str) -> Option<u32> {
        let id = self.lexicon.known(word)?;
        let (lower, capital) = self.lexicon.counts(id);
        Some(lower.saturating_add(capital))
    }

    /// The stages up to repair: pages with furniture, repeats and edits marked.
    ///
    /// # Errors
    /// Where the program carries a broken dictionary.
    pub fn mend(&self, pages: Vec<Page>) -> Result<Vec<Page>> {
        let mut pages = layout::paginate(pages);
        pages.iter_mut().for_each(normalize::page);
        layout::mark_furniture(&mut pages);
        layout::mark_scribbles(&mut pages, &|word| self.lexicon.contains(word));
        if self.options.dedupe {
            dedupe::mark_repeats(&mut pages);
        }
        if self.options.repair {
            self.repairer.repair(&mut pages)?;
        }
        Ok(pages)
    }

    /// Repeated pages vote, each on the words of the page that is kept. The vote comes after the repair, for each reading's words are then
    /// the best that it alone can give (`benches/README.md`).
    ///
    /// # Errors
    /// Where the program carries a broken dictionary.
    pub fn voted(&self, mut pages: Vec<Page>) -> Result<Vec<Page>> {
        if self.options.dedupe && self.options.repair {
            // Most documents repeat no page.
            let any = pages.iter().any(|p| !p.witnesses.is_empty());
            let eras = if any { self.repairer.eras(&pages) } else { Vec::new() };
            let judge = ReadingJudge { repairer: &self.repairer, eras };
            collate::vote(&mut pages, &judge, self.options.threshold)?;
        } else if self.options.dedupe {
            dedupe::list_variants(&mut pages);
        }
        Ok(pages)
    }

    /// Repaired pages of the document `id`, damaged § labels of records mended too: what `justera repair` prints. Repeated pages do not vote here, so that repairing
    /// what has been repaired changes nothing: of the readings of a page a second run would see only one changed.
    ///
    /// # Errors
    /// Where the program carries a broken dictionary.
    pub fn repaired(&self, id: &str, pages: Vec<Page>) -> Result<Vec<Page>> {
        let mut pages = self.mend(pages)?;
        self.decisions.apply(id, &mut pages);
        let edits = label_edits(&pages);
        add_label_edits(&mut pages, &edits);
        self.decisions.keep(id, &mut pages);
        Ok(pages)
    }
}

/// No stage after reading weighs single letters; with their alternatives they are the largest part of a page.
fn without_letters(mut page: Page) -> Page {
    page.lines.iter_mut().flat_map(|l| &mut l.words).for_each(|w| w.letters = Vec::new());
    page
}

/// The repair's tables and language model, asked by the vote.
struct ReadingJudge<'a> {
    repairer: &'a Repairer,
    /// Of each page.
    eras: Vec<Era>,
}

impl ReadingJudge<'_> {
    fn era(&self, page: usize) -> Era {
        self.eras.get(page).copied().unwrap_or_default()
    }
}

impl collate::Judge for ReadingJudge<'_> {
    fn misread(&self, signature: OcrSignature, raw: &str, truth: &str) -> Result<f32> {
        self.repairer.misread(signature, raw, truth)
    }

    fn among(&self, page: usize, before: &str, text: &str, after: &str) -> Result<f32> {
        self.repairer.among(self.era(page), before, text, after)
    }

    fn knows(&self, page: usize, word: &str) -> Result<bool> {
        self.repairer.knows(self.era(page), word)
    }

    fn is_name(&self, word: &str) -> bool {
        self.repairer.is_listed_name(word)
    }
}

/// What a person is told of a place where readings truly differ.
fn variant_warning(page: usize, variant: &Variant) -> Warning {
    let Variant { other_page, line, kept, other, kind, .. } = variant;
    let message = match (kept.is_empty(), other.is_empty()) {
        (true, _) => format!("only its repeat, page {other_page}, has the line '{other}' (here before line {line})"),
        (_, true) => format!("its repeat, page {other_page}, lacks line {line}: '{kept}'"),
        _ => format!(
            "line {line} says '{kept}', the repeat on page {other_page} says '{other}' ({kind}): compare the scans"
        ),
    };
    Warning { code: "variant".into(), message, page: Some(page), paragraph: None }
}

/// What a person is told of a page that may be another one again. `variant`: the first place where they differ.
fn doubt_warning(page: usize, variant: &Variant) -> Warning {
    let Variant { other_page, line, kept, other, .. } = variant;
    let message = format!(
        "may be page {other_page} again: line {line} says '{kept}' where that page says '{other}'; both are kept, compare the scans"
    );
    Warning { code: "possible-repeat".into(), message, page: Some(page), paragraph: None }
}

fn warning(code: &str, message: &str) -> Warning {
    Warning { code: code.into(), message: message.into(), page: None, paragraph: None }
}

/// Records the segmenter's mended labels as edits of the raw lines.
fn add_label_edits(pages: &mut [Page], edits: &[LabelEdit]) {
    for label in edits {
        let Some(line) = pages.get_mut(label.page).and_then(|p| p.lines.get_mut(label.line)) else { continue };
        let Some((start, end)) = crate::edit::raw_span(&line.edits, label.start, label.end) else { continue };
        let Some(from) = line.raw.get(start..end).map(str::to_string) else { continue };
        // An edit of the repair inside the label is taken up in the label's own.
        line.edits.retain(|e| e.end <= start || e.start >= end);
        let at = line.edits.partition_point(|e| e.start < start);
        line.edits.insert(
            at,
            Edit {
                start,
                end,
                from,
                to: label.to.clone(),
                kind: EditKind::ParagraphSign,
                confidence: LABEL_CONFIDENCE,
                applied: true,
                source: EditSource::Context,
            },
        );
    }
}
