//! What every page shares: language, texts, numbers and days in words.
