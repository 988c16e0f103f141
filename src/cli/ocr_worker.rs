//! `justera ocr-worker`: the process that runs Tesseract for a batch. Started by Justera itself, not by people.

use std::path::PathBuf;

use crate::error::{Error, Result};

/// What a worker is told on its command line.
#[derive(Debug, Clone, clap::Args)]
pub struct OcrWorkerArgs {
    /// Tesseract's name of the model
    #[arg(long)]
    pub lang: String,
    /// Tesseract's page segmentation mode
    #[arg(long, default_value_t = 4)]
    pub psm: u8,
    /// Folder of the models
    #[arg(long)]
    pub tessdata: Option<PathBuf>,
    /// Most memory this process may take, bytes
    #[arg(long)]
    pub memory: Option<u64>,
    /// Model for the second reading of what may be a §; may be given more than once
    #[arg(long)]
    pub second: Vec<String>,
}

/// Reads pages from the standard input and writes their lines to the standard output until the input ends.
///
/// # Errors
/// Where the model cannot be loaded or the other side speaks another language.
#[cfg(feature = "ocr")]
pub fn run(args: &OcrWorkerArgs) -> Result<()> {
    // Ctrl-C goes to all processes of a terminal; the page in hand is finished, and the end comes when no other is sent.
    let heard = std::sync::Arc::default();
    let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, heard);
    if let Some(bytes) = args.memory {
        bound_memory(bytes)?;
    }
    let folder = args.tessdata.clone().or_else(crate::ocr::tessdata_dir);
    let folder = folder.ok_or_else(|| Error::Usage("no folder of Tesseract models found".into()))?;
    let engine = crate::ocr::engine::Engine::new(&folder, &args.lang, args.psm, &args.second);
    let engine = engine.map_err(Error::Usage)?;
    let (input, output) = (std::io::stdin().lock(), std::io::stdout().lock());
    serve(input, output, |image| engine.read(image)).map_err(|e| Error::io("-", "read", e))
}

/// Bounds the address space of this process: an allocation past it fails, which ends the engine and not the machine.
#[cfg(all(feature = "ocr", unix))]
fn bound_memory(bytes: u64) -> Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let maximum = getrlimit(Resource::As).maximum;
    let current = Some(maximum.map_or(bytes, |m| m.min(bytes)));
    setrlimit(Resource::As, Rlimit { current, maximum })
        .map_err(|e| Error::Usage(format!("the memory of an OCR worker cannot be bounded to {bytes} bytes: {e}")))
}

#[cfg(all(feature = "ocr", not(unix)))]
fn bound_memory(_: u64) -> Result<()> {
    Ok(())
}

/// Without OCR there is no worker.
///
/// # Errors
/// Always.
#[cfg(not(feature = "ocr"))]
pub fn run(_: &OcrWorkerArgs) -> Result<()> {
    Err(Error::Usage("this Justera was built without OCR; build it with the feature 'ocr'".into()))
}

/// The worker's side of the talk described in [`crate::ocr::wire`].
#[cfg(feature = "ocr")]
fn serve(
    mut input: impl std::io::BufRead,
    mut output: impl std::io::Write,
    mut read: impl FnMut(&crate::page::PageImage) -> std::result::Result<Vec<crate::ocr::wire::WireLine>, String>,
) -> std::io::Result<()> {
    use crate::ocr::wire::{READY, Reply, Request};
    writeln!(output, "{READY}")?;
    output.flush()?;
    loop {
        let mut header = String::new();
        if input.read_line(&mut header)? == 0 {
            return Ok(());
        }
        let request: Request = serde_json::from_str(&header)?;
        let mut pixels = vec![0u8; request.width as usize * request.height as usize];
        input.read_exact(&mut pixels)?;
        let reply = match image::GrayImage::from_raw(request.width, request.height, pixels) {
            Some(pixels) => read(&crate::page::PageImage { pixels, dpi: request.dpi }),
            None => Err("the page has no pixels".to_string()),
        };
        serde_json::to_writer(&mut output, &reply.map_or_else(Reply::Error, Reply::Lines))?;
        writeln!(output)?;
        output.flush()?;
    }
}

#[cfg(all(test, feature = "ocr"))]
mod tests {
    use super::*;
    use crate::ocr::wire::{READY, Reply};

    #[test]
    fn answers_every_page_with_one_line() {
        let mut input = b"{\"width\":2,\"height\":1,\"dpi\":300}\n".to_vec();
        input.extend([0, b'\n']);
        let again = input.clone();
        input.extend(again);
        let mut output = Vec::new();
        serve(input.as_slice(), &mut output, |image| Err(format!("{:?}", image.pixels.as_raw()))).unwrap();
        let output = String::from_utf8(output).unwrap();
        let lines: Vec<&str> = output.lines().collect();
        assert_eq!(lines[0], READY);
        let expected = Reply::Error("[0, 10]".into());
        assert_eq!(serde_json::from_str::<Reply>(lines[1]).unwrap(), expected);
        assert_eq!(lines.len(), 3);
    }
}
