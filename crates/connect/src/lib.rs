//! The outside: mail in and out, letters as PDF.
