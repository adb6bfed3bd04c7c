//! The pages in a real browser.

use anyhow::Result;

use crate::target::Target;

pub(crate) fn run(_target: &Target) -> Result<()> {
    anyhow::bail!("later")
}
