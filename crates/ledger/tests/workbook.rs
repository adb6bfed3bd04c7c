//! Workbooks: one that is whole becomes facts, one that is damaged becomes an error, and nothing ever panics.

use std::path::Path;

use ledger::input::{Reading, Rows as _, Table};
use ledger::mapping::Mapping;
use ledger::{ImportProgress, ImportRequest, ImportSummary, Ledger, LedgerError, import};
use proptest::prelude::*;
use serde_json::json;

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Betalingen" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const PARTS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
/// Style 1 is a day, style 2 a moment.
const STYLES: &str = r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>"#;
const STRINGS: &str = r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="7" uniqueCount="7"><si><t>klant</t></si><si><t>dag</t></si><si><t>bedrag</t></si><si><t>soort</t></si><si><t>007</t></si><si><r><t>be</t></r><r><t>taald</t></r></si><si><t>paid</t></si></sst>"#;
const SHEET: &str = r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:D5"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c></row><row r="2"><c r="A2" t="s"><v>4</v></c><c r="B2" s="1"><v>45292</v></c><c r="C2"><v>12.5</v></c><c r="D2" t="s"><v>5</v></c></row><row r="3"><c r="A3"><v>8</v></c><c r="B3" s="2"><v>45293.5</v></c><c r="D3" t="inlineStr"><is><t>paid</t></is></c></row><row r="4"></row><row r="5"><c r="A5"><v>9</v></c><c r="B5" t="str"><f>TEXT(1)</f><v>2024-01-03</v></c><c r="C5"><v>1E3</v></c><c r="D5" t="s"><v>6</v></c></row></sheetData></worksheet>"#;

/// The parts of a workbook that hold what it says.
#[derive(Clone)]
struct Book {
    sheets: Vec<u8>,
    parts: Vec<u8>,
    styles: Vec<u8>,
    strings: Vec<u8>,
    sheet: Vec<u8>,
}

impl Book {
    fn new() -> Self {
        let [sheets, parts, styles, strings, sheet] = [BOOK, PARTS, STYLES, STRINGS, SHEET].map(Into::into);
        Self { sheets, parts, styles, strings, sheet }
    }

    fn part(&mut self, number: usize) -> &mut Vec<u8> {
        match number % 5 {
            0 => &mut self.sheets,
            1 => &mut self.parts,
            2 => &mut self.styles,
            3 => &mut self.strings,
            _ => &mut self.sheet,
        }
    }

    fn packed(&self) -> Vec<u8> {
        self.packed_with(&[])
    }

    fn packed_with(&self, more: &[(&str, &[u8])]) -> Vec<u8> {
        let mut entries: Vec<(&str, &[u8])> = vec![
            ("[Content_Types].xml", CONTENT_TYPES.as_bytes()),
            ("_rels/.rels", ROOT.as_bytes()),
            ("xl/workbook.xml", &self.sheets),
            ("xl/_rels/workbook.xml.rels", &self.parts),
            ("xl/styles.xml", &self.styles),
            ("xl/sharedStrings.xml", &self.strings),
            ("xl/worksheets/sheet1.xml", &self.sheet),
        ];
        entries.extend(more);
        packed(&entries)
    }
}

/// A zip file whose entries are stored as they are.
fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in entries {
        let length = u32::try_from(content.len()).expect("a small part");
        let mut header = vec![20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x58];
        for number in [checksum(content), length, length] {
            header.extend(number.to_le_bytes());
        }
        header.extend(u16::try_from(name.len()).expect("a short name").to_le_bytes());
        header.extend([0; 2]);
        let at = u32::try_from(out.len()).expect("a small file");
        out.extend(b"PK\x03\x04");
        out.extend(&header);
        out.extend(name.as_bytes());
        out.extend(*content);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&header);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (at, length) = (out.len(), directory.len());
    out.extend(directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    let count = u16::try_from(entries.len()).expect("few parts");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(u32::try_from(length).expect("small").to_le_bytes());
    out.extend(u32::try_from(at).expect("small").to_le_bytes());
    out.extend([0; 2]);
    out
}

/// CRC-32 as zip files have it, bit by bit.
fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    })
}

fn bring_in(file: &Path, data: &Path) -> Result<ImportSummary, LedgerError> {
    let mapping: Mapping = serde_json::from_value(json!({"as": "events", "id": "klant", "at": "dag",
        "amount": "bedrag", "kind": "soort", "kind_map": {"betaald": "paid"}}))
    .expect("a mapping");
    let request = ImportRequest {
        file,
        mapping: &mapping,
        today: "2026-11-22".parse().expect("a day"),
        id: "workbook",
        rejects_max_share: 1.0,
        memory_bytes: 64 << 20,
        threads: 1,
    };
    import(&Ledger::open(data), &request, &ImportProgress::default())
}

/// Imports these bytes as a workbook; whatever they are, there is an answer that names the file.
fn survives(bytes: &[u8]) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("betalingen.xlsx");
    std::fs::write(&file, bytes).expect("a file");
    match bring_in(&file, &folder.path().join("data")) {
        Ok(summary) => prop_assert_eq!(summary.read, summary.stored + summary.already_known + summary.rejected),
        Err(LedgerError::Mapping(error)) => prop_assert!(!error.problems.is_empty()),
        Err(error) => prop_assert!(error.to_string().contains("betalingen.xlsx"), "{}", error),
    }
    Ok(())
}

#[test]
fn a_workbook_becomes_facts() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, data) = (folder.path().join("betalingen.xlsx"), folder.path().join("data"));
    std::fs::write(&file, Book::new().packed()).expect("a file");
    let summary = bring_in(&file, &data).expect("an import");
    assert_eq!((summary.read, summary.stored, summary.rejected), (3, 3, 0));
    let snapshot = Ledger::open(&data).snapshot().expect("a ledger");
    let mut facts = Vec::new();
    for customer in ["007", "8", "9"] {
        for fact in snapshot.timeline(customer).expect("a timeline") {
            facts.push(format!("{customer} {} {:?} {} {:?}", fact.on, fact.time_us, fact.kind, fact.amount));
        }
    }
    assert_eq!(
        facts,
        [
            "007 2024-01-01 None paid Some(1250)",
            "8 2024-01-02 Some(43200000000) paid None",
            "9 2024-01-03 None paid Some(100000)",
        ]
    );
}

#[test]
fn the_first_sheet_with_a_table_is_read_and_named() {
    let mut book = Book::new();
    book.sheets = BOOK.replace("<sheets>", r#"<sheets><sheet name="Leesmij" sheetId="2" r:id="rId4"/>"#).into_bytes();
    let relation = r#"<Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#;
    book.parts = PARTS.replace("</Relationships>", relation).into_bytes();
    let row = |row: u8| format!(r#"<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>Bel Anja</t></is></c></row>"#);
    let words = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}{}</sheetData></worksheet>"#,
        row(1),
        row(2)
    );
    let folder = tempfile::tempdir().expect("a folder");
    let (file, data) = (folder.path().join("betalingen.xlsx"), folder.path().join("data"));
    std::fs::write(&file, book.packed_with(&[("xl/worksheets/sheet2.xml", words.as_bytes())])).expect("a file");
    let summary = bring_in(&file, &data).expect("an import");
    assert_eq!((summary.read, summary.stored, summary.rejected), (3, 3, 0));
    let table = Table::open(&file, &Reading::default()).expect("a table");
    let note = table.notes().first().expect("a note").to_string();
    assert!(note.contains("sheet `Betalingen` is read") && note.contains("`Leesmij`, `Betalingen`"), "{note}");
    let given = Reading { sheet: Some("Leesmij".to_owned()), ..Reading::default() };
    assert_eq!(Table::open(&file, &given).expect("a table").columns(), ["Bel Anja"]);
}

#[test]
fn of_two_rows_of_names_the_lower_one_names_the_columns() {
    let row = |number: usize, cells: &[(&str, &str)]| {
        let cell =
            |(at, text): &(&str, &str)| format!(r#"<c r="{at}{number}" t="inlineStr"><is><t>{text}</t></is></c>"#);
        format!(r#"<row r="{number}">{}</row>"#, cells.iter().map(cell).collect::<String>())
    };
    let rows = [
        row(1, &[("A", "Klant"), ("C", "Contract")]),
        row(2, &[("A", "klant"), ("B", "plaats"), ("C", "dag")]),
        row(3, &[("A", "k1"), ("B", "Utrecht"), ("C", "2024-01-05")]),
        row(4, &[("A", "k2"), ("B", "Zeist"), ("C", "2024-02-05")]),
    ];
    let mut book = Book::new();
    book.sheet = format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>"#,
        rows.concat()
    )
    .into_bytes();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("contracten.xlsx");
    std::fs::write(&file, book.packed()).expect("a file");
    let table = Table::open(&file, &Reading::default()).expect("a table");
    assert_eq!(table.columns(), ["klant", "plaats", "dag"]);
    assert_eq!((table.rows(), table.sample().line(0)), ((2, true), 3));
}

#[test]
fn a_value_in_a_column_far_beyond_the_last_is_too_many_columns() {
    let mut book = Book::new();
    book.sheet = SHEET.replace("r=\"D5\"", "r=\"XFD5\"").into_bytes();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("betalingen.xlsx");
    std::fs::write(&file, book.packed()).expect("a file");
    let error = bring_in(&file, &folder.path().join("data")).expect_err("too many").to_string();
    assert!(error.contains("16384 columns; at most 2000"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// The parts are damaged and packed again, so that the reader of sheets meets them.
    #[test]
    fn a_workbook_with_damaged_parts_is_an_answer(
        damage in prop::collection::vec((any::<usize>(), any::<usize>(), any::<u8>(), 0..4_usize), 1..8)
    ) {
        let mut book = Book::new();
        for (part, at, byte, how) in damage {
            let part = book.part(part);
            let at = at % part.len().max(1);
            match how {
                0 => part[at] = byte,
                1 => { part.truncate(at.max(1)); }
                2 => { part.insert(at, byte); }
                // A digit becomes another: numbers of strings, styles, rows and columns that do not exist.
                _ => {
                    let digits: Vec<usize> = (0..part.len()).filter(|&at| part[at].is_ascii_digit()).collect();
                    if !digits.is_empty() {
                        part[digits[at % digits.len()]] = b'0' + byte % 10;
                    }
                }
            }
        }
        survives(&book.packed())?;
    }

    #[test]
    fn a_damaged_zip_file_is_an_answer(
        damage in prop::collection::vec((any::<usize>(), any::<u8>()), 1..6), cut in prop::option::of(0.0..1.0_f64)
    ) {
        let mut bytes = Book::new().packed();
        for (at, byte) in damage {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        if let Some(share) = cut {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a small file")]
            bytes.truncate((bytes.len() as f64 * share) as usize);
        }
        survives(&bytes)?;
    }
}
