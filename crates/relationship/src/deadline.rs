//! When a contract ends after somebody says that it should: the rules of notice, as pure functions of days.
//!
//! [`deadline`] answers for ordinary notice, [`withdrawal`] for the right to change one's mind. Both say which rule
//! decided. The earliest day the law allows is the answer unless the customer wants a later one; a notice period in the
//! small print that is longer than the law allows is shortened, and that is said. What the rules are and how sure we are
//! of each stands in `docs/reference/deadlines.md`; this is a reading of the rules and no legal advice.

mod contract;
mod holidays;
mod ordinary;
mod rule;
mod withdrawing;

pub use contract::{Contract, ContractKind, DeadlineError, Notice, Prepaid, Span, YearEnd};
pub use holidays::{Country, Holidays};
pub use ordinary::{Ending, Refund, Switching, deadline};
pub use rule::{Remark, Rule};
pub use withdrawing::{Purchase, Withdrawal, withdrawal, withdrawal_until};
