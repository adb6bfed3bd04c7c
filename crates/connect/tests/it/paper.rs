//! Paper, as a reader opens it.

use std::path::Path;
use std::process::Command;

use connect::letters::{Farewell, farewell};
use connect::paper::{Form, Paper, PaperError, Press, Sender};
use connect::{Block, Step, Writing, read_receipt};
use jiff::tz::TimeZone;
use pages::{Language, Speech, Texts};
use relationship::receipt::{Hash, open, seal};
use relationship::{Currency, Day, Money};

use crate::machine::{find, skip};

const MADE_AT_US: i64 = 1_794_231_125_000_000;

fn sender() -> Sender {
    let lines = ["Postbus 1, 3500 AA Utrecht", "030 000 12 34", "opzeggen@fietsplan.example"];
    Sender { name: "Fietsplan".to_owned(), lines: lines.map(str::to_owned).to_vec() }
}

fn print(form: Form, writing: &Writing, to: &str) -> Result<Vec<u8>, PaperError> {
    let paper = Paper {
        form,
        writing,
        sender: &sender(),
        to,
        written: if form == Form::Letter { "Utrecht, 9 november 2026" } else { "" },
        foot: "F-2026-1109-041",
        leaf: if writing.language == Language::Dutch { "Blad {page} van {pages}" } else { "Page {page} of {pages}" },
        made_at_us: MADE_AT_US,
    };
    Press::default().print(&paper)
}

/// What a program of Debian's poppler-utils says about a file; nothing where it is not installed.
fn look(test: &str, program: &str, options: &[&str], pdf: &[u8]) -> Option<String> {
    if find(program).is_none() {
        skip(test, "poppler-utils");
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, pdf).expect("a file");
    let mut command = Command::new(program);
    command.args(options).arg(&file);
    if program == "pdftotext" {
        command.arg("-");
    }
    let said = command.output().expect("its answer");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    Some(String::from_utf8(said.stdout).expect("text"))
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn receipt_text() -> String {
    "Ontvangstbevestiging van je opzegging\n\n\
     Nummer: F-2026-1109-041\nOntvangen: 9 november 2026, 14:32:05 (Europe/Amsterdam)\n\
     Klant: 10482, René Müller-Çağrı van der Ïjssel\nContract: maandabonnement\n\n\
     Wat je schreef:\nHierbij zeg ik op per 9 december. #stop *nu* _en_ $x$ @nooit <b>weer</b> \\end\n\n\
     Wat er nu komt:\n- Je laatste dag is woensdag 9 december 2026, want je opzegtermijn is een maand.\n\
     - Op 1 december betaal je nog € 5,66, voor 1 tot en met 9 december.\n\
     - Je borg, € 50,00, krijg je binnen 5 werkdagen terug.\n- Je ritten wissen we op 8 januari 2027.\n\n\
     Je kunt je bedenken tot en met 9 december 2026: https://fietsplan.example/leave/receipt/8f2k\n\n\
     Bewaar deze bevestiging. Je hoeft niets meer te doen om op te zeggen.\n"
        .to_owned()
}

#[test]
fn a_receipt_on_paper_says_what_was_sealed_and_nothing_else() {
    const TEST: &str = "a_receipt_on_paper_says_what_was_sealed_and_nothing_else";
    let sealed = seal(&receipt_text(), "fietsplan", 41, Hash([7; 32]), &[9; 16]);
    let writing = read_receipt(&sealed, Language::Dutch);
    let pdf = print(Form::Receipt, &writing, "").expect("a paper");
    assert_eq!(pdf, print(Form::Receipt, &writing, "").expect("a paper"), "the same words give the same bytes");
    keep("receipt", &pdf);
    let Some(text) = look(TEST, "pdftotext", &["-raw"], &pdf) else { return };
    let shown = words(&text).join(" ");
    for word in words(&sealed.to_string()) {
        assert!(shown.contains(&word), "`{word}` is missing in {text}");
    }
    let whole = sealed.to_string();
    let (_, lines) = whole.split_once("--- vaarwel seal 1 ---").expect("a seal");
    for line in lines.trim().lines() {
        assert!(text.contains(line), "`{line}` is not whole in {text}");
    }
    assert!(open(&whole).is_ok());
}

#[test]
fn a_paper_tells_a_screen_reader_its_title_its_language_and_its_parts() {
    const TEST: &str = "a_paper_tells_a_screen_reader_its_title_its_language_and_its_parts";
    let writing = report();
    let pdf = print(Form::Report, &writing, "").expect("a paper");
    keep("report", &pdf);
    let raw = String::from_utf8_lossy(&pdf).into_owned();
    assert!(raw.contains("pdfuaid"), "the file says that it is PDF/UA");
    assert!(raw.contains("/Lang(en)") || raw.contains("/Lang (en)") || raw.contains("<dc:language>"), "a language");
    let Some(about) = look(TEST, "pdfinfo", &[], &pdf) else { return };
    for line in ["Title:", "Who left, and why", "Tagged:", "yes", "Fietsplan", "Vaarwel"] {
        assert!(about.contains(line), "`{line}` is missing in {about}");
    }
    let Some(structure) = look(TEST, "pdfinfo", &["-struct"], &pdf) else { return };
    for part in ["H1", "Table", "TH", "TD", "Figure", "Lbl", "LI"] {
        assert!(structure.contains(part), "no {part} in {structure}");
    }
    let Some(text) = look(TEST, "pdftotext", &[], &pdf) else { return };
    assert!(text.contains("Eleven customers left in October"), "{text}");
}

fn report() -> Writing {
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60" width="200" height="60"><rect width="200" height="60" fill="#e9eded"/><path d="M0 50L50 30L120 40L200 10" fill="none" stroke="#1b4a86" stroke-width="2"/><text x="10" y="20" font-size="12" font-family="sans-serif">11 left</text></svg>"##;
    let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
    Writing::new(Language::English, "Who left, and why")
        .with(Block::Lead { text: "Eleven customers left in October; seven in September.".into() })
        .with(Block::Picture {
            svg: svg.into(),
            alt: "A line that rises to 11 in October.".into(),
            caption: "Customers who left".into(),
        })
        .head("Why they left")
        .with(Block::Table {
            caption: "Reasons given, October 2026".into(),
            head: row(["Reason", "Customers", "Share"]),
            rows: vec![row(["Moved away", "5", "45% [21–72]"]), row(["Too long in the workshop", "4", "36% [15–65]"])],
        })
        .head("The one thing to do")
        .with(Block::Items {
            items: vec!["Look at the four that waited for a repair.".into(), "Ask the workshop.".into()],
        })
        .with(Block::Facts { facts: vec![("Made on".into(), "1 November 2026".into())] })
}

#[test]
fn a_farewell_letter_reads_well_in_both_languages() {
    for (language, contract, since) in
        [(Language::Dutch, "maandabonnement", "september 2023"), (Language::English, "monthly plan", "September 2023")]
    {
        let speech = Speech::new(std::sync::Arc::new(Texts::default()), language, TimeZone::UTC);
        let step =
            |when: &str, what: &str, done| Step { when: when.into(), what: what.into(), more: String::new(), done };
        let facts = Farewell {
            name: "Renée de Vriës",
            company: "Fietsplan",
            contract,
            last_day: Day::from_ymd(2026, 12, 9),
            since: Some(since),
            fault: Some("Je fiets stond negen dagen in de werkplaats. Dat hadden er drie moeten zijn."),
            goodwill: Some(Money { minor: 1200, currency: Currency::EUR }),
            steps: vec![
                step("9 november 2026, 14:32", "Opzegging ontvangen", true),
                step("1 december 2026", "Laatste keer betalen: € 5,66", false),
                step("9 december 2026", "Je laatste dag", false),
            ],
            data: "Je ritten wissen we op 8 januari 2027. Haal ze voor die dag op als je ze wilt houden.",
            ..Farewell::default()
        };
        let writing = farewell(&speech, &facts);
        let pdf = print(Form::Letter, &writing, "Renée de Vriës\nKanaalstraat 12\n3531 CJ Utrecht").expect("a letter");
        keep(&format!("letter-{}", language.code()), &pdf);
        let Some(text) = look("a_farewell_letter", "pdftotext", &[], &pdf) else { return };
        for piece in ["Renée de Vriës", since, "Utrecht, 9 november 2026"] {
            assert!(text.contains(piece), "{text}");
        }
    }
}

#[test]
fn a_card_fits_on_one_small_page() {
    let steps = [
        "Vraag het klantnummer en de postcode.",
        "Lees voor wat er eindigt en wanneer.",
        "Druk op Bevestigen. De klant krijgt meteen een bevestiging.",
    ];
    let writing = Writing::new(Language::Dutch, "Opzeggen bij Fietsplan")
        .with(Block::Lead { text: "Opzeggen kan altijd, op elke manier, zonder reden.".into() })
        .with(Block::Items { items: steps.map(str::to_owned).to_vec() })
        .with(Block::Facts {
            facts: vec![("Opzegtermijn".into(), "een maand".into()), ("Kosten".into(), "€ 0".into())],
        })
        .with(Block::Link {
            label: "Zelf opzeggen:".into(),
            address: "https://fietsplan.example/leave/fietsplan".into(),
        });
    let pdf = print(Form::Card, &writing, "").expect("a card");
    keep("card", &pdf);
    let Some(about) = look("a_card_fits_on_one_small_page", "pdfinfo", &[], &pdf) else { return };
    assert!(about.contains("Pages:           1"), "{about}");
}

#[test]
fn long_texts_go_on_over_pages_with_a_number_on_each() {
    let long =
        "Wij hebben dit zo besloten omdat het beter is voor iedereen die er later nog mee te maken krijgt. ".repeat(30);
    let mut writing = Writing::new(Language::Dutch, "Een lang verhaal");
    for _ in 0..6 {
        writing = writing.head("Nog een deel").say(long.as_str());
    }
    writing = writing.say("é".repeat(3_000)).with(Block::Fixed { text: "x".repeat(2_000) });
    let pdf = print(Form::Letter, &writing, "").expect("a letter");
    keep("long", &pdf);
    let Some(text) = look("long_texts_go_on_over_pages", "pdftotext", &[], &pdf) else { return };
    let pages = text.matches('\u{c}').count();
    assert!(pages >= 4, "{pages} pages");
    for page in 1..=pages {
        assert!(text.contains(&format!("Blad {page} van {pages}")), "page {page} of {pages}");
    }
}

#[test]
fn whatever_people_are_called_or_write_it_is_printed_as_words() {
    let weird = [
        "#import \"x\": * #panic() #{1+1} $x^2$ @ref <label> *bold* _it_ `raw` = h // c /* c */ ~ -- \\ \u{5c}u{1}",
        "\u{0}\u{7}\u{1b}[31m\u{202e}evil\u{2066}\u{feff}\u{ad}",
        "李小龍 محمد עברית Ζωή Дмитрий ไทย हिन्दी 🚲👩‍👩‍👧 \u{e000}\u{10ffff}",
        "e\u{301}a\u{308}o\u{30b}\u{300}\u{301}\u{302}\u{303}",
        "\u{2028}a\u{2029}b\u{85}c\td\u{a0}e\u{202f}f\u{2009}g\u{3000}h\u{2011}i",
        "",
        " ",
        "\n\n\n",
        "a\n\nb",
    ];
    let press = Press::default();
    for text in weird {
        let writing = Writing::new(Language::Dutch, format!("T{text}"))
            .say(format!("P{text}"))
            .head(format!("H{text}"))
            .with(Block::Facts { facts: vec![(text.into(), text.into())] })
            .with(Block::Items { items: vec![text.into()] })
            .with(Block::Link { label: text.into(), address: format!("https://x.example/{text}") })
            .with(Block::Table {
                caption: text.into(),
                head: vec![text.into(), text.into()],
                rows: vec![vec![text.into(), text.into()]],
            })
            .with(Block::Steps {
                steps: vec![Step { when: text.into(), what: text.into(), more: text.into(), done: true }],
            })
            .with(Block::Fixed { text: text.into() });
        let paper = Paper {
            form: Form::Letter,
            writing: &writing,
            sender: &Sender { name: text.into(), lines: vec![text.into()] },
            to: text,
            written: text,
            foot: text,
            leaf: text,
            made_at_us: i64::MIN,
        };
        let pdf = press.print(&paper).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        let Some(shown) = look("whatever_people_are_called", "pdftotext", &["-raw"], &pdf) else { return };
        if text.starts_with('#') {
            keep("weird", &pdf);
            assert!(shown.contains("#{1+1} $x^2$ @ref <label> *bold* _it_"), "{shown}");
        }
    }
}

#[test]
fn a_drawing_that_is_none_is_refused_in_words() {
    let writing = Writing::new(Language::Dutch, "x").with(Block::Picture {
        svg: "no svg".into(),
        alt: "x".into(),
        caption: String::new(),
    });
    let error = print(Form::Report, &writing, "").expect_err("no drawing").to_string();
    assert!(error.starts_with("the page cannot be set: "), "{error}");
}

/// Puts a paper where a person can look at it, if somebody says where.
fn keep(name: &str, pdf: &[u8]) {
    if let Some(folder) = std::env::var_os("VAARWEL_KEEP_PAPER") {
        std::fs::write(Path::new(&folder).join(format!("{name}.pdf")), pdf).expect("a file");
    }
}
