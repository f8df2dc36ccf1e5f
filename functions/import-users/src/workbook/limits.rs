//! How much of a file is looked at.

/// How much a workbook may hold. The defaults are what an import takes.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of a workbook's file.
    pub file_bytes: u64,
    /// Bytes of a text file, which nothing has packed.
    pub text_bytes: u64,
    /// Parts in the package.
    pub entries: u32,
    /// Bytes of the package's directory.
    pub directory: u64,
    /// Bytes of the worksheet that is read and of the shared strings, inflated.
    pub part_bytes: u64,
    /// Bytes of any other part that is read, inflated.
    pub small_part_bytes: u64,
    /// Bytes of all parts together, inflated.
    pub total_bytes: u64,
    /// Sheets in the workbook, hidden ones included.
    pub sheets: usize,
    /// Cells in the worksheet, blank ones included.
    pub cells: u64,
    /// The last column that may hold a value, from 1; two more may, which are a result's own.
    pub columns: u32,
    /// Merged ranges in the worksheet.
    pub merges: u32,
    /// Bytes of memory the shared strings may take.
    pub strings_memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self {
            file_bytes: 100_000_000,
            // A million people take 100 to 150 bytes each; UTF-16 doubles them.
            text_bytes: 300_000_000,
            entries: 10_000,
            directory: 4 * MIB,
            // 1,048,575 rows of 11 columns take 0.6 to 1 GB as XML, the cells of a wider sheet more.
            part_bytes: 2_048 * MIB,
            small_part_bytes: 64 * MIB,
            total_bytes: 3_072 * MIB,
            sheets: 1_000,
            // Every row of Excel across 30 columns; ten million are read in about two seconds.
            cells: 32_000_000,
            columns: 256,
            merges: 65_536,
            // Four million different texts, which is every e-mail, username, phone and name of a full sheet.
            strings_memory: 352 * MIB,
        }
    }
}
