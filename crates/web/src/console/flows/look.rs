//! What a draft would look like: the public procedure, the card for staff, and how long leaving is against joining.

use door::procedure::{DeskScript, Procedure};
use pages::Speech;
use relationship::Day;
use relationship::flow::Flow;
use relationship::lint::Symmetry;

/// What everybody would read of a draft.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) lead: String,
    pub(crate) steps: Vec<String>,
    pub(crate) facts: Vec<(String, String)>,
    pub(crate) ways: Vec<String>,
    pub(crate) say: Vec<String>,
}

impl Shown {
    pub(crate) fn of(flow: &Flow, speech: &Speech, today: Day) -> Self {
        let procedure = Procedure::of(flow, speech, today);
        let pair = |it: door::then::Fact| (it.about, it.text);
        Self {
            lead: procedure.lead,
            steps: procedure.steps,
            facts: procedure.notices.into_iter().chain(procedure.facts).map(pair).collect(),
            ways: procedure
                .ways
                .into_iter()
                .map(|way| {
                    [way.kind, way.at, way.hours].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ")
                })
                .collect(),
            say: DeskScript::of(flow, speech).say,
        }
    }
}

/// One measure of leaving against joining.
#[derive(Debug, Clone)]
pub(crate) struct Measure {
    pub(crate) name: String,
    pub(crate) leave: String,
    pub(crate) join: String,
}

/// How long leaving is, against joining.
#[derive(Debug, Clone)]
pub(crate) struct Friction {
    pub(crate) said: String,
    /// The drawing of the index; empty where there is none.
    pub(crate) ruler: String,
    pub(crate) measures: Vec<Measure>,
}

impl Friction {
    /// From the definition, or what was measured in its place.
    pub(crate) fn of(speech: &Speech, it: &Symmetry) -> Self {
        let whole = |pair: (u32, Option<u32>)| (Some(f64::from(pair.0)), pair.1.map(f64::from));
        let all = [
            ("clicks", whole(it.actions)),
            ("fields", whole(it.fields)),
            ("screens", whole(it.screens)),
            ("seconds", it.seconds),
        ];
        let measures = all.into_iter().map(|(name, pair)| measure(speech, name, pair)).collect();
        let said = match it.index {
            None => speech.t("flows-friction-unknown"),
            Some(index) if index < 0.95 => speech.t("flows-friction-easier"),
            Some(index) if index <= 1.05 => speech.t("flows-friction-same"),
            Some(_) => speech.t("flows-friction-harder"),
        };
        Self { said, ruler: it.index.map(|index| ruler(speech, index)).unwrap_or_default(), measures }
    }
}

fn measure(speech: &Speech, name: &str, (leave, join): (Option<f64>, Option<f64>)) -> Measure {
    let shown =
        |number: Option<f64>| number.map_or_else(|| speech.t("flows-friction-not-known"), |it| speech.decimal(it, 0));
    // The definition counts the page of the receipt with the others, as joining counts its last; a visit ends with the request.
    let name = if name == "screens" { "screens-and-receipt" } else { name };
    Measure { name: speech.t(&format!("flows-friction-{name}")), leave: shown(leave), join: shown(join) }
}

/// The index on a ruler from 0 to 2, with 1 as easy as joining.
fn ruler(speech: &Speech, index: f64) -> String {
    let x = 20.0 + index.clamp(0.0, 2.0) * 130.0;
    let number = speech.decimal(index, 2);
    let label = charts::escape(&speech.t1("flows-friction-index", "index", number.as_str()));
    let one = charts::escape(&speech.t("flows-friction-one"));
    format!(
        r#"<svg class="ruler" viewBox="0 0 300 62" width="100%" role="img" aria-label="{label}"><path class="ax" d="M20 34H280M20 30v8M85 31v6M215 31v6M280 30v8"/><path class="z" d="M150 22v24"/><text x="150" y="59" text-anchor="middle">{one}</text><text x="280" y="59" text-anchor="end">2</text><text x="20" y="59">0</text><circle class="med" cx="{x:.1}" cy="34" r="6"/><text class="lab" x="{x:.1}" y="16" text-anchor="middle">{number}</text></svg>"#
    )
}
