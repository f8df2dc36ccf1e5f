//! Why a result could not be made.

use crate::workbook::Failure;
use rust_xlsxwriter::XlsxError;

/// The result workbook could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ResultError {
    /// The workbook that was uploaded can no longer be read.
    #[error(transparent)]
    Read(#[from] Failure),
    /// Writing failed.
    #[error("writing failed: {0}")]
    Write(#[from] XlsxError),
    /// The disk failed.
    #[error("the disk failed: {0}")]
    Disk(#[from] std::io::Error),
}
