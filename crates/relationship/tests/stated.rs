//! What a text states counts as if its key said so: a fee, another channel, an approval, an offer, what comes after the end,
//! what follows. Families of words that press are found too, and decent sentences that look alike stay free.

#[path = "stated/barred.rs"]
mod barred;
#[path = "stated/decent.rs"]
mod decent;
#[path = "stated/fees.rs"]
mod fees;
#[path = "stated/follows.rs"]
mod follows;
#[path = "stated/labels.rs"]
mod labels;
#[path = "stated/pressing.rs"]
mod pressing;
#[path = "stated/staying.rs"]
mod staying;
#[path = "stated/written.rs"]
mod written;
