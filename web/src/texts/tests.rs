//! The languages' files, message by message, and the sentences that the code makes of them.

mod analyses;
mod files;
mod sentences;
