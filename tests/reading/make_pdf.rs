//! PDFs made by hand.

/// A PDF of pages given as content streams, A4, with Helvetica as F1 and an 8-bit grey 124 × 175 image as Im1.
pub fn pdf(contents: &[&str]) -> Vec<u8> {
    let grey: Vec<u8> = (0..124 * 175).map(|i| if i % 124 < 62 { 40 } else { 220 }).collect();
    let image = stream(
        "/Type /XObject /Subtype /Image /Width 124 /Height 175 /ColorSpace /DeviceGray /BitsPerComponent 8",
        &grey,
    );
    pdf_with_image(&image, contents)
}

/// The same with another image object as Im1.
pub fn pdf_with_image(image: &[u8], contents: &[&str]) -> Vec<u8> {
    // WinAnsi, as the font says.
    let coded = |content: &&str| stream("", &content.chars().map(|c| c as u8).collect::<Vec<_>>());
    file(image, &contents.iter().map(coded).collect::<Vec<_>>())
}

/// A PDF of pages given as objects of content.
pub fn pdf_with(contents: &[Vec<u8>]) -> Vec<u8> {
    file(b"null", contents)
}

fn file(image: &[u8], contents: &[Vec<u8>]) -> Vec<u8> {
    let kids: Vec<String> = (0..contents.len()).map(|i| format!("{} 0 R", 5 + 2 * i)).collect();
    let mut objects: Vec<Vec<u8>> = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Count {} /Kids [{}] >>", contents.len(), kids.join(" ")).into_bytes(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
        image.to_vec(),
    ];
    for (i, content) in contents.iter().enumerate() {
        let resources = "/Resources << /Font << /F1 3 0 R >> /XObject << /Im1 4 0 R >> >>";
        let page =
            format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {resources} /Contents {} 0 R >>", 6 + 2 * i);
        objects.push(page.into_bytes());
        objects.push(content.clone());
    }
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.extend_from_slice(format!("{} 0 obj\n", i + 1).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let start = file.len();
    let mut tail = format!("xref\n0 {}\n0000000000 65535 f \n", places.len() + 1);
    for place in &places {
        tail.push_str(&format!("{place:010} 00000 n \n"));
    }
    tail.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", places.len() + 1));
    file.extend_from_slice(tail.as_bytes());
    file
}

pub fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<< {entries} /Length {} >>\nstream\n", data.len()).into_bytes();
    object.extend_from_slice(data);
    object.extend_from_slice(b"\nendstream");
    object
}

pub const TEXT: &str = "BT /F1 12 Tf 14 TL 50 780 Td (§ 14 Nämnden beslutar att anta budgeten för) Tj \
                    (kommande år och att överlämna ärendet.) ' ET";
pub const SCAN: &str = "q 595 0 0 842 0 0 cm /Im1 Do Q";
