//! The way out: a request to leave becomes a case with a receipt, on whatever channel; and the pages everybody may see.
