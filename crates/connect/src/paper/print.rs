//! From words to the bytes of a file.

use jiff::Timestamp;
use serde::Serialize;
use typst::foundations::{Datetime, Dict, Smart};
use typst_as_lib::typst_kit_options::TypstKitFontOptions;
use typst_as_lib::{TypstEngine, TypstTemplateMainFile};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::{Form, Paper, PaperError, Sender};
use crate::Writing;
use crate::writing::Block;

const SHEET: &str = include_str!("sheet.typ");
/// Stands for what the letters at hand have no sign for.
const NO_SIGN: char = '\u{fffd}';
/// How many times a set page may stay unused before it is forgotten.
const TURNS_KEPT_MAX: usize = 4;

/// Sets and prints papers. Making one reads the letters once; keep it.
pub struct Press {
    engine: TypstEngine<TypstTemplateMainFile>,
    /// The characters the embedded letters have a sign for, as sorted, separate ranges.
    signs: Vec<(u32, u32)>,
}

impl std::fmt::Debug for Press {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Press").finish_non_exhaustive()
    }
}

impl Default for Press {
    fn default() -> Self {
        let fonts = TypstKitFontOptions::default().include_system_fonts(false).include_embedded_fonts(true);
        let engine = TypstEngine::builder()
            .main_file(SHEET)
            .search_fonts_with(fonts)
            .comemo_evict_max_age(Some(TURNS_KEPT_MAX))
            .build();
        let signs = engine.with_world(|world| signs(world)).unwrap_or_default();
        Self { engine, signs }
    }
}

/// What the sheet is given.
#[derive(Serialize)]
struct Inputs<'a> {
    form: Form,
    language: &'a str,
    title: &'a str,
    blocks: &'a [Block],
    sender: &'a Sender,
    to: &'a str,
    written: &'a str,
    foot: &'a str,
    leaf: &'a str,
}

impl Press {
    /// The paper as a PDF file.
    ///
    /// # Errors
    /// `NotSet` and `NotAccessible`, for a drawing that is no SVG or a drawing without words.
    pub fn print(&self, paper: &Paper<'_>) -> Result<Vec<u8>, PaperError> {
        let Writing { language, title, blocks } = paper.writing;
        let Paper { form, sender, to, written, foot, leaf, made_at_us, .. } = *paper;
        let inputs = Inputs { form, language: language.code(), title, blocks, sender, to, written, foot, leaf };
        let mut inputs = serde_json::to_value(inputs).map_err(not_set)?;
        self.make_printable(&mut inputs);
        let inputs: Dict = serde_json::from_value(inputs).map_err(not_set)?;
        let document = self.engine.compile_with_input(inputs).output.map_err(not_set)?;
        let options = PdfOptions {
            creator: Smart::Custom(Some("Vaarwel".to_owned())),
            timestamp: moment(made_at_us),
            standards: PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| not_set(error.message()))?,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&document, &options).map_err(|errors| {
            let messages: Vec<_> = errors.iter().map(|error| error.message.as_str()).collect();
            PaperError::NotAccessible(messages.join("; "))
        })
    }

    /// Replaces what the letters have no sign for, and leaves out signs that steer instead of showing something: a file
    /// with a missing sign would not be readable for everybody.
    fn make_printable(&self, value: &mut serde_json::Value) {
        match value {
            serde_json::Value::String(text) if !text.chars().all(|c| self.has_sign(c)) => {
                *text = text.chars().filter(|&c| c.is_whitespace() || !steers(c)).map(|c| self.sign_for(c)).collect();
            }
            serde_json::Value::Array(values) => values.iter_mut().for_each(|value| self.make_printable(value)),
            serde_json::Value::Object(fields) => fields.values_mut().for_each(|value| self.make_printable(value)),
            _ => {}
        }
    }

    fn sign_for(&self, c: char) -> char {
        match c {
            c if self.has_sign(c) => c,
            '\u{2010}' | '\u{2011}' => '-',
            c if c.is_whitespace() => ' ',
            _ => NO_SIGN,
        }
    }

    fn has_sign(&self, c: char) -> bool {
        let code = u32::from(c);
        let index = self.signs.partition_point(|&(first, _)| first <= code);
        c == '\n' || !steers(c) && index > 0 && self.signs.get(index - 1).is_some_and(|&(_, last)| code <= last)
    }
}

/// Characters that show nothing: controls, marks of direction, joiners, selectors of a form.
fn steers(c: char) -> bool {
    c != '\n' && c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e01ef}')
}

/// The characters that some letter of the world has a sign for.
fn signs(world: &impl typst::World) -> Vec<(u32, u32)> {
    let book = world.book();
    let infos = book.families().flat_map(|(_, fonts)| fonts).filter_map(|font| book.info(font));
    let mut codes: Vec<u32> = infos.flat_map(|info| info.coverage.iter()).collect();
    codes.sort_unstable();
    codes.dedup();
    // What companies may assign for themselves has no meaning to a reader.
    codes.retain(|code| !(0xe000..=0xf8ff).contains(code) && *code < 0xf_0000);
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for code in codes {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == code => *last = code,
            _ => ranges.push((code, code)),
        }
    }
    ranges
}

fn moment(us: i64) -> Option<typst_pdf::Timestamp> {
    let at = Timestamp::from_microsecond(us).ok()?.to_zoned(jiff::tz::TimeZone::UTC);
    let part = |value: i8| u8::try_from(value).ok();
    let (month, day) = (part(at.month())?, part(at.day())?);
    let (hour, minute, second) = (part(at.hour())?, part(at.minute())?, part(at.second())?);
    Datetime::from_ymd_hms(at.year().into(), month, day, hour, minute, second).map(typst_pdf::Timestamp::new_utc)
}

fn not_set(error: impl std::fmt::Display) -> PaperError {
    PaperError::NotSet(error.to_string())
}
