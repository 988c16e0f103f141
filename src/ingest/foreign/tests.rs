use proptest::prelude::*;

use super::*;
use crate::page::{BBox, Origin, PageStatus};

fn open(text: impl AsRef<[u8]>) -> Result<ForeignFile> {
    let bytes = text.as_ref();
    let media =
        sniff_markup(bytes).expect("markup").map_err(|detail| Error::UnknownType { path: "x".into(), detail })?;
    ForeignFile::open(Path::new("bok.xml"), media, bytes).map(|(file, _)| file)
}

fn only_page(text: impl AsRef<[u8]>) -> Page {
    let file = open(text).unwrap();
    assert_eq!(file.len(), 1);
    file.page(0, "swe").unwrap()
}

fn message<T>(result: Result<T>) -> String {
    result.err().expect("an error").to_string()
}

fn boxes(page: &Page) -> Vec<(&str, [u32; 4])> {
    let words = page.lines.iter().flat_map(|l| l.words.iter().map(|w| (&l.raw[w.start..w.end], w.bbox.unwrap())));
    words.map(|(t, b)| (t, [b.x0, b.y0, b.x1, b.y1])).collect()
}

fn alto(unit: &str, page: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a:alto xmlns:a=\"http://www.loc.gov/standards/alto/ns-v2#\">\
         <a:Description><a:MeasurementUnit>{unit}</a:MeasurementUnit></a:Description>\n<a:Layout>{page}</a:Layout></a:alto>"
    )
    .replace("<L>", "<a:TextLine>")
}

#[test]
fn types_are_told_by_content() {
    let of = |text: &str| sniff_markup(text.as_bytes());
    assert_eq!(
        of("<?xml version='1.0'?><!-- > --><!DOCTYPE alto [<!ENTITY a 'b'>]><alto/>"),
        Some(Ok(MediaType::Alto))
    );
    assert_eq!(of("\u{feff}<pc:PcGts xmlns:pc='x'>"), Some(Ok(MediaType::PageXml)));
    assert_eq!(of("<!DOCTYPE html>\n<HTML><body><div class=ocr_page>"), Some(Ok(MediaType::Hocr)));
    assert_eq!(of("level\tpage_num\tblock_num\tpar_num"), Some(Ok(MediaType::Tsv)));
    assert!(of("<mets:mets xmlns:mets='x'>").unwrap().unwrap_err().starts_with("METS"));
    assert!(of("<html><body>Hej</body></html>").unwrap().unwrap_err().contains("hOCR"));
    assert!(of("<?xml version='1.0'?><TEI>").unwrap().is_err());
    assert_eq!(of("<Bilaga 1> Protokoll"), None);
    assert_eq!(of("§ 1 Val"), None);
    let utf16: Vec<u8> = "\u{feff}<alto ".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(sniff_markup(&utf16), Some(Ok(MediaType::Alto)));
}

#[test]
fn alto_keeps_boxes_spaces_hyphens_and_margins() {
    let page = only_page(alto(
        "mm10",
        "<a:Page WIDTH='2100' HEIGHT='2970'>\
         <a:BottomMargin><a:TextBlock><a:TextLine><a:String CONTENT='3'/></a:TextLine></a:TextBlock></a:BottomMargin>\
         <a:PrintSpace><a:ComposedBlock><a:ComposedBlock><a:TextBlock>\
         <a:TextLine HPOS='0' VPOS='0' WIDTH='254' HEIGHT='127'>\
         <a:String CONTENT='Fru' WC='0.5' CC='0 9 0' HPOS='127' VPOS='0' WIDTH='127' HEIGHT='254'/><a:SP/>\
         <a:String CONTENT='(' /><a:String CONTENT='kom' WC='0.75' SUBS_TYPE='HypPart1' SUBS_CONTENT='kommun'/>\
         <a:HYP CONTENT='-'/></a:TextLine></a:TextBlock></a:ComposedBlock></a:ComposedBlock></a:PrintSpace></a:Page>",
    ));
    assert_eq!(page.raw(), "Fru (kom-\n\n3");
    assert_eq!(page.origin, Origin::Alto);
    let size = page.size.unwrap();
    assert_eq!((size.width, size.height, size.dpi), (2480, 3508, 300));
    let fru = &page.lines[0].words[0];
    assert_eq!(fru.bbox, Some(BBox { x0: 150, y0: 0, x1: 300, y1: 300 }));
    assert_eq!(fru.confidence, Some(0.5));
    assert_eq!(fru.letters.iter().map(|l| l.confidence).collect::<Vec<_>>(), [1.0, 0.0, 1.0]);
    assert_eq!(page.lines[0].words.len(), 3);
}

#[test]
fn alto_reading_order_and_glyphs() {
    let text = "<alto><ReadingOrder><OrderedGroup><ElementRef REF='b2'/><ElementRef REF='b1'/></OrderedGroup>\
         </ReadingOrder><Layout><Page ID='p' PHYSICAL_IMG_NR='1' WIDTH='90' HEIGHT='90'><PrintSpace>\
         <TextBlock ID='b1'><TextLine><String CONTENT='två'/></TextLine></TextBlock>\
         <TextBlock ID='b1x'><TextLine><String CONTENT='tre'/></TextLine></TextBlock>\
         <TextBlock ID='b2'><TextLine><String CONTENT='8' WC='0.6' HPOS='1' VPOS='1' WIDTH='5' HEIGHT='9'>\
         <Glyph CONTENT='8' GC='0.6'><Variant CONTENT='§' VC='0.3'/><Variant CONTENT='S' VC='0.35'/></Glyph></String>\
         </TextLine></TextBlock></PrintSpace></Page></Layout></alto>";
    let page = only_page(text);
    assert_eq!(page.raw(), "8\n\ntvå\n\ntre");
    assert_eq!(page.lines[0].words[0].letters[0].alternatives, [('S', 0.35), ('§', 0.3)]);
}

#[test]
fn tesseract_hocr_with_letters_and_choices() {
    let page = only_page(
        "<?xml version='1.0' encoding='UTF-8'?>\n<html xmlns='http://www.w3.org/1999/xhtml'><body>\
         <div class='ocr_page' title='image \"a;b.png\"; bbox 0 0 600 800; ppageno 0; scan_res 200 200'>\
         <div class='ocr_carea'><p class='ocr_par'><span class='ocr_header' title='bbox 10 10 60 30; baseline 0 -1'>\
         <span class='ocrx_word' title='bbox 10 10 30 30; x_wconf 87'>\n\
         <span class='ocrx_cinfo' title='x_bboxes 1 2 3 4; x_conf 90'>8</span>\n\
         <span class='ocrx_cinfo' id='lstm_choices_1'>\n <span class='ocrx_cinfo' title='x_confs 90'>8</span>\
         <span class='ocrx_cinfo' title='x_confs 7'>§</span><span class='ocrx_cinfo' title='x_confs 0'>B</span></span>\
         <span class='ocrx_cinfo' title='x_conf 80'>1</span><span class='ocrx_cinfo'>\
         <span class='ocrx_cinfo' title='x_confs 80'>1</span></span></span>\
         <span class='ocrx_word' title='bbox 40 10 60 30'><strong>Val</strong></span></span></p></div>\
         <div class='ocr_carea'><p class='ocr_par'><span class='ocr_line' title='bbox 10 50 90 70'>bara &aring;&#246; rad</span>\
         <br/>l&ouml;s</p></div></div></body></html>",
    );
    assert_eq!(page.raw(), "81 Val\n\nbara åö rad\nlös");
    let word = &page.lines[0].words[0];
    assert_eq!(word.letters.len(), 2);
    assert_eq!(word.letters[0].alternatives, [('§', 0.07)]);
    assert_eq!(word.confidence, Some(0.87));
    assert_eq!(boxes(&page), [("81", [10, 10, 30, 30]), ("Val", [40, 10, 60, 30])]);
    assert_eq!(page.size.map(|s| (s.width, s.dpi)), Some((600, 200)));
    assert!(page.lines[2].words.is_empty() && page.lines[2].bbox.is_some());
}

#[test]
fn kraken_counts_letters_from_0_to_1() {
    let word =
        "<div class=ocr_page><span class=ocr_line><span class=ocrx_word title='x_confs 0.5 1'>på</span></span></div>";
    let sure = |page: Page| page.lines[0].words[0].letters.iter().map(|l| l.confidence).collect::<Vec<_>>();
    assert_eq!(sure(only_page(format!("<html><meta name='ocr-system' content='kraken'>{word}"))), [0.5, 1.0]);
    assert_eq!(sure(only_page(format!("<html><meta name='ocr-system' content='x'>{word}"))), [0.005, 0.01]);
}

#[test]
fn loose_html_is_read() {
    let file = open(
        "<!DOCTYPE html><HTML><head><meta name=ocr-system content=x><script>if (a<b) { c(); }</script></head><BODY>\
         <p>Bok<DIV CLASS=ocr_page TITLE='bbox 0 0 9 9'><P class=ocr_par><span class=ocr_line>ett & annat\
         <P class=ocr_par><span class=ocrx_word title='bbox 1 2 3 4'>två</span> <span class=ocrx_word>tre</span></DIV>\
         <div class='x ocr_page'>sida</div>",
    )
    .unwrap();
    assert_eq!(file.len(), 2);
    assert_eq!(file.page(0, "swe").unwrap().raw(), "ett & annat\n\ntvå tre");
    assert_eq!(file.page(1, "swe").unwrap().raw(), "sida");
}

#[test]
fn page_xml_orders_regions_and_trusts_corrected_lines() {
    let page = only_page(
        "<PcGts><Page imageWidth='500' imageHeight='700' imageYResolution='300'>\
         <ReadingOrder><OrderedGroup><RegionRefIndexed index='1' regionRef='r1'/><RegionRefIndexed index='0' regionRef='r2'/>\
         </OrderedGroup></ReadingOrder>\
         <TextRegion id='r1'><Coords points='0,200 90,300'/><TextLine><Coords points='0,200 90,220'/>\
         <Word><Coords points='0,200 40,220'/><TextEquiv index='2' conf='0.1'><Unicode>Arende</Unicode></TextEquiv>\
         <TextEquiv index='1' conf='0.8'><Unicode>Ärende</Unicode></TextEquiv></Word>\
         <Word><Coords points='50,200 90,220'/><TextEquiv><Unicode>0tt</Unicode></TextEquiv></Word>\
         <TextEquiv><Unicode>Ärende ett</Unicode></TextEquiv></TextLine></TextRegion>\
         <TextRegion id='r2'><Coords points='0,100 90,150'/><TextEquiv><Unicode>först\nhär</Unicode></TextEquiv></TextRegion>\
         <TableRegion><TextRegion id='r3' type='header'><Coords><Point x='0' y='1'/><Point x='9' y='20'/></Coords>\
         <TextLine><Coords points='0,1 9,20'/><TextEquiv><Unicode>Sidhuvud</Unicode></TextEquiv></TextLine></TextRegion>\
         </TableRegion></Page></PcGts>",
    );
    assert_eq!(page.raw(), "Sidhuvud\n\nförst\nhär\n\nÄrende ett");
    let line = page.lines.last().unwrap();
    assert_eq!(line.words[0].letters[0].alternatives, [('A', 0.1)]);
    assert_eq!((line.words[0].bbox.is_some(), line.words[1].bbox), (true, None));
    assert_eq!(page.size.map(|s| s.dpi), Some(300));
}

#[test]
fn tsv_of_several_pages() {
    let header = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n";
    let row = |page: u32, word: &str| {
        format!(
            "1\t{page}\t0\t0\t0\t0\t0\t0\t600\t800\t-1\t\n4\t{page}\t1\t1\t1\t0\t5\t5\t90\t10\t-1\t\n\
             5\t{page}\t1\t1\t1\t1\t5\t5\t20\t10\t96.5\t{word}\n"
        )
    };
    let file = open(format!("{header}{}{}{}", row(1, "Möte"), row(2, "två"), row(2, "tre"))).unwrap();
    let pages: Vec<Page> = (0..file.len()).map(|i| file.page(i, "swe").unwrap()).collect();
    assert_eq!(pages.iter().map(Page::raw).collect::<Vec<_>>(), ["Möte", "två", "tre"]);
    assert_eq!(boxes(&pages[0]), [("Möte", [5, 5, 25, 15])]);
    assert_eq!(pages[0].size.map(|s| (s.width, s.height)), Some((600, 800)));
    let broken = open(format!("{header}{}5\t2\t1\t1", row(1, "Möte"))).unwrap();
    assert_eq!(broken.len(), 2);
    assert!(message(broken.page(1, "swe")).contains("line 5"));
}

#[test]
fn encodings_are_those_declared() {
    let text = "<?xml version=\"1.0\" encoding=\"ENC\"?><alto><Page><String/><TextLine><String CONTENT=\"Möte å&#xE4;&amp;\"/></TextLine></Page></alto>";
    let latin = text.replace("ENC", "ISO-8859-1").chars().map(|c| c as u8).collect::<Vec<u8>>();
    assert_eq!(only_page(latin).raw(), "Möte åä&");
    let utf16: Vec<u8> = text.replace("ENC", "UTF-16").encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(only_page(utf16).raw(), "Möte åä&");
    assert_eq!(only_page(format!("\u{feff}{}", text.replace("ENC", "utf-8"))).raw(), "Möte åä&");
}

#[test]
fn entities_are_never_looked_up() {
    let page = only_page(
        "<?xml version='1.0'?><!DOCTYPE alto [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>\
         <!ENTITY x SYSTEM 'file:///etc/passwd'>]>\
         <alto><Page><TextLine><String CONTENT='&b;'/><String CONTENT='&x;'/></TextLine></Page></alto>",
    );
    assert_eq!(page.raw(), "&b; &x;");
}

#[test]
fn damage_is_named_with_its_place() {
    let whole = alto(
        "pixel",
        "<a:Page><L><a:String CONTENT='ett'/></a:TextLine></a:Page>\n<a:Page>\n<L><a:String CONTENT='två'/>",
    );
    let cut = whole.split("</a:Layout>").next().unwrap();
    let file = open(cut).unwrap();
    assert_eq!(file.len(), 2);
    assert_eq!(file.page(0, "swe").unwrap().raw(), "ett");
    let said = message(file.page(1, "swe"));
    assert!(said.contains("bok.xml: cannot read this ALTO: page 2") && said.contains("line 5"), "{said}");
    assert!(said.contains("export it again"), "{said}");
    assert!(message(open("<alto><Page><TextLine></Page></alto>")).contains("line 1"));
    assert!(message(open("<alto><Layout/></alto>")).contains("holds no page"));
    let deep = format!("<alto><Page>{}", "<x>".repeat(100_000));
    assert!(message(open(deep)).contains("deep"));
}

#[test]
fn failed_pages_are_known_again() {
    let page = only_page(alto("pixel", "<a:Page PAGECLASS='failed' QUALITY_DETAIL='motorn stannade'/>"));
    assert_eq!((page.status, page.error.as_deref()), (PageStatus::Failed, Some("motorn stannade")));
}

/// Words without white space, as they may stand in a file.
fn words() -> impl Strategy<Value = Vec<Vec<Vec<String>>>> {
    let word = "[A-Za-zåäöÅÄÖ0-9§$&<>\"'.,;:(){}%-]{1,9}";
    prop::collection::vec(prop::collection::vec(prop::collection::vec(word, 1..6), 1..4), 1..4)
}

fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}

proptest! {
    #[test]
    fn every_word_is_in_exactly_one_line(blocks in words(), shape in 0u8..3) {
        let line = |words: &[String]| words.iter().map(|w| escaped(w)).collect::<Vec<_>>();
        let mut text = String::new();
        for block in &blocks {
            let lines = block.iter().map(|l| match shape {
                0 => format!("<TextLine>{}</TextLine>", line(l).iter().map(|w| format!("<String CONTENT=\"{w}\"/><SP/>")).collect::<String>()),
                1 => format!("<span class=\"ocr_line\">{}</span>\n", line(l).iter().map(|w| format!("<span class='ocrx_word' title='bbox 1 1 2 2'>{w}</span> ")).collect::<String>()),
                _ => format!("<TextLine>{}</TextLine>", line(l).iter().map(|w| format!("<Word><TextEquiv><Unicode>{w}</Unicode></TextEquiv></Word>")).collect::<String>()),
            }).collect::<String>();
            text.push_str(&match shape {
                0 => format!("<TextBlock>{lines}</TextBlock>"),
                1 => format!("<p class='ocr_par'>{lines}</p>"),
                _ => format!("<TextRegion>{lines}</TextRegion>"),
            });
        }
        let page = only_page(match shape {
            0 => format!("<alto><Page><PrintSpace>{text}</PrintSpace></Page></alto>"),
            1 => format!("<html><body><div class='ocr_page'>{text}</div></body></html>"),
            _ => format!("<PcGts><Page>{text}</Page></PcGts>"),
        });
        let expected: Vec<String> = blocks.iter().map(|b| b.iter().map(|l| l.join(" ")).collect::<Vec<_>>().join("\n")).collect();
        prop_assert_eq!(page.raw(), expected.join("\n\n"));
    }

    #[test]
    fn no_bytes_bring_it_down(tail in "[<>/a-z &;!\\[\\]\"'=?-]{0,80}", head in 0usize..3) {
        let heads = ["<alto><Page><TextLine>", "<html><div class='ocr_page'><span class='ocr_line'>", "<PcGts><Page>"];
        let bytes = format!("{}{tail}", heads[head]);
        if let Some(Ok(media)) = sniff_markup(bytes.as_bytes())
            && let Ok((file, _)) = ForeignFile::open(Path::new("x"), media, bytes.as_bytes())
        {
            for i in 0..file.len() {
                let _ = file.page(i, "swe");
            }
        }
    }
}
