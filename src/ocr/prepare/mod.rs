//! Page preparation before OCR.

pub mod ink;
pub mod place;
pub mod scale;

use crate::page::PageImage;
pub use place::Prepared;

/// One step of the preparation, as the measuring tool names it.
pub fn step(name: &str, page: Prepared) -> Result<Prepared, String> {
    let (name, value) = name.split_once('=').unwrap_or((name, ""));
    let number = || value.parse::<f64>().map_err(|e| format!("{name}={value}: {e}"));
    Ok(match name {
        "" => page,
        "xheight" => scale::to_x_height(page, number()?, 1.15),
        "zoom" => {
            let by = number()?;
            scale::scaled(page, by, image::imageops::FilterType::CatmullRom)
        }
        "lanczos" => {
            let by = number()?;
            scale::scaled(page, by, image::imageops::FilterType::Lanczos3)
        }
        "dpi" => {
            let image = PageImage { dpi: number()? as u32, pixels: page.image.pixels };
            Prepared { image, place: page.place }
        }
        _ => return Err(format!("no step '{name}'")),
    })
}
