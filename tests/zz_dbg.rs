use justera::page::TextLine;
use justera::segment::head::{HeadInput, read};
#[test]
fn dbg() {
    for f in std::fs::read_dir("/tmp/headx").unwrap() {
        let f = f.unwrap().path();
        let t = std::fs::read_to_string(&f).unwrap();
        let parts: Vec<Vec<TextLine>> = t
            .split("=====\n")
            .map(|p| p.lines().enumerate().map(|(i, l)| TextLine { page: 0, line: i, text: l.into() }).collect())
            .collect();
        let e = vec![];
        let mut h = read(&HeadInput {
            cover: &parts[0],
            furniture: parts.get(1).unwrap_or(&e),
            body: parts.get(2).unwrap_or(&e),
            tail: parts.get(3).unwrap_or(&e),
            ..Default::default()
        });
        println!("#### {}", f.display());
        for a in std::mem::take(&mut h.attendance) {
            println!("  {:?} | {:?} | {:?} | {:?} | {:?}", a.name, a.role, a.affiliation, a.capacity, a.paragraphs);
        }
        for a in std::mem::take(&mut h.agenda) {
            println!("  {a:?}");
        }
        println!("{h:#?}");
    }
}
