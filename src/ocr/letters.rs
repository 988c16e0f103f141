//! How sure Tesseract was of each letter, and what else it thought of.

use tesseract_rs::{ResultIterator, TessPageIteratorLevel, TesseractAPI};

use super::wire::{WireLetter, WireLine};

/// Alternatives less likely than this tell nothing (0–1). Tesseract lists many at 0.
const LIKELY: f32 = 0.01;

/// One symbol as the engine's iterator gives it; most are single characters.
struct Symbol {
    text: String,
    letter: WireLetter,
}

/// Puts the letters of the page that `api` has just read into the words of `lines`, which are the same reading. A word whose symbols do
/// not spell it stays without.
///
/// # Errors
/// What the engine says.
pub(crate) fn fill(api: &TesseractAPI, lines: &mut [WireLine]) -> Result<(), String> {
    // The iterator must be gone before the engine does anything else: it points into the engine's own data.
    let mut symbols = symbols(api)?.into_iter().peekable();
    for word in lines.iter_mut().flat_map(|l| &mut l.words) {
        while symbols.peek().is_some_and(|s| !word.text.starts_with(&s.text)) {
            symbols.next();
        }
        let (mut rest, mut letters) = (word.text.as_str(), Vec::new());
        while let Some(symbol) = symbols.next_if(|s| !s.text.is_empty() && rest.starts_with(&s.text)) {
            rest = &rest[symbol.text.len()..];
            letters.extend(symbol.text.chars().map(|_| symbol.letter.clone()));
        }
        if rest.is_empty() {
            word.letters = letters;
        }
    }
    Ok(())
}

/// All symbols of the page in reading order.
fn symbols(api: &TesseractAPI) -> Result<Vec<Symbol>, String> {
    let level = TessPageIteratorLevel::RIL_SYMBOL;
    let iterator = api.get_iterator().map_err(|e| e.to_string())?;
    let mut symbols = Vec::new();
    loop {
        // A place without text (a picture) has no symbol.
        if let Ok(text) = iterator.get_utf8_text(level)
            && !text.trim().is_empty()
        {
            let letter = letter(&iterator, &text).map_err(|e| e.to_string())?;
            symbols.push(Symbol { text: text.trim().to_string(), letter });
        }
        if !iterator.next(level).map_err(|e| e.to_string())? {
            return Ok(symbols);
        }
    }
}

fn letter(iterator: &ResultIterator, text: &str) -> tesseract_rs::Result<WireLetter> {
    let percent = |c: f32| (c / 100.0).clamp(0.0, 1.0);
    let confidence = percent(iterator.confidence(TessPageIteratorLevel::RIL_SYMBOL)?);
    let mut alternatives = Vec::new();
    let choices = iterator.get_choice_iterator()?;
    loop {
        // A symbol of which the engine kept no alternatives has one choice without text.
        if let Ok(choice) = choices.get_utf8_text() {
            let likely = percent(choices.confidence()?);
            let mut chars = choice.chars();
            if let (Some(c), None) = (chars.next(), chars.next())
                && choice != text
                && likely >= LIKELY
            {
                alternatives.push((c, likely));
            }
        }
        if !choices.next()? {
            break;
        }
    }
    alternatives.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let (left, _, right, _) = iterator.get_bounding_box(TessPageIteratorLevel::RIL_SYMBOL)?;
    let x = u32::try_from(left).ok().zip(u32::try_from(right).ok());
    Ok(WireLetter { conf: confidence, alternatives, x })
}
