//! Page preparation before OCR.

pub mod clean;
pub mod ink;
pub mod light;
pub mod place;
pub mod resample;
pub mod scale;
pub mod skew;

use crate::page::PageImage;
pub use place::Prepared;

/// One step of the preparation, as the measuring tool names it.
pub fn step(name: &str, page: Prepared) -> Result<Prepared, String> {
    let (name, value) = name.split_once('=').unwrap_or((name, ""));
    let numbers: Vec<f64> = value.split(':').filter_map(|v| v.parse().ok()).collect();
    let number = |i: usize| numbers.get(i).copied().ok_or(format!("{name}={value}"));
    Ok(match name {
        "xheight" => {
            // target, only below, only above
            let Some(now) = ink::x_height(&page.image.pixels) else { return Ok(page) };
            if now >= number(1)? && now <= number(2)? {
                return Ok(page);
            }
            scale::scaled(page, (number(0)? / now).clamp(0.2, 4.0))
        }
        "zoom" => scale::scaled(page, number(0)?),
        "specks" => {
            let threshold = ink::otsu(&page.image.pixels);
            let Some(x) = ink::x_height(&page.image.pixels) else { return Ok(page) };
            let (tiny, small) = (number(0)?, number(1)?);
            let mut pixels = page.image.pixels.clone();
            let paper = clean::paper_level(&pixels, threshold);
            clean::erase(&mut pixels, threshold, paper, |p| clean::specks(p, x, tiny, small));
            page.with_pixels(pixels)
        }
        "holes" => {
            let Some(x) = ink::x_height(&page.image.pixels) else { return Ok(page) };
            let most = number(0)?;
            let mut pixels = page.image.pixels.clone();
            image::imageops::invert(&mut pixels);
            let threshold = ink::otsu(&pixels);
            clean::erase(&mut pixels, threshold, 255, |p| {
                p.iter().map(|p| f64::from(p.width().max(p.height())) <= most * x).collect()
            });
            image::imageops::invert(&mut pixels);
            page.with_pixels(pixels)
        }
        "edges" => {
            let threshold = ink::otsu(&page.image.pixels);
            let x = ink::x_height(&page.image.pixels).unwrap_or(f64::from(page.image.dpi) / 15.0);
            let mut pixels = page.image.pixels.clone();
            let (w, h) = pixels.dimensions();
            let paper = clean::paper_level(&pixels, threshold);
            clean::erase(&mut pixels, threshold, paper, |p| clean::edges(p, w, h, x));
            page.with_pixels(pixels)
        }
        "light" => {
            let tile = (f64::from(page.image.dpi) * number(0)?).round() as u32;
            let background = light::Background::of(&page.image.pixels, tile);
            if background.spread() > number(1)? {
                return Ok(page);
            }
            let pixels = background.divided(&page.image.pixels);
            page.with_pixels(pixels)
        }
        // Everything brighter than a point between ink and paper becomes white.
        "bleach" => {
            let threshold = ink::otsu(&page.image.pixels);
            let paper = clean::paper_level(&page.image.pixels, threshold);
            let top = f64::from(threshold) + (f64::from(paper) - f64::from(threshold)) * number(0)?;
            let mut pixels = page.image.pixels.clone();
            for p in pixels.iter_mut() {
                *p = (f64::from(*p) * 255.0 / top).min(255.0) as u8;
            }
            page.with_pixels(pixels)
        }
        "otsu" => {
            let threshold = ink::otsu(&page.image.pixels);
            let mut pixels = page.image.pixels.clone();
            for p in pixels.iter_mut() {
                *p = if *p < threshold { 0 } else { 255 };
            }
            page.with_pixels(pixels)
        }
        "deskew" => {
            let pieces = ink::pieces(&page.image.pixels, ink::otsu(&page.image.pixels));
            let Some(x) = ink::x_height_of(&pieces) else { return Ok(page) };
            let Some(slope) = skew::slope(&pieces, x) else { return Ok(page) };
            if slope.abs() < number(0)? {
                return Ok(page);
            }
            let pixels = resample::levelled(&page.image.pixels, slope, 255);
            page.with_pixels(pixels)
        }
        "dpi" => {
            let image = PageImage { dpi: number(0)? as u32, pixels: page.image.pixels };
            Prepared { image, place: page.place }
        }
        _ => return Err(format!("no step '{name}'")),
    })
}
