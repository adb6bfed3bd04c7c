//! Loops over long columns, on the widest vectors the processor has.
//!
//! What is added to what is written in the loop and not decided by the vectors: numbers are the same on every processor.

use pulp::NullaryFnOnce;

/// Runs loops that are compiled once for each width of vectors. Only what is inlined is: an expression that calls little, or
/// a `call` that is always inlined.
pub(crate) fn widest<W: NullaryFnOnce>(work: W) -> W::Output {
    pulp::Arch::new().dispatch(|| work.call())
}
