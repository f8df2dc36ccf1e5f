//! What is wrong within a file that is refused: what its sentence names.

/// Names and the texts of `shared/locales/*/imports.ftl` are written side by side.
macro_rules! causes {
    ($(#[doc = $doc:literal] $name:ident { $($variant:ident = $text:literal,)+ })+) => {
        $(
            #[doc = $doc]
            #[derive(Debug, Clone, Copy, PartialEq, Eq)]
            pub enum $name {
                $(#[doc = $text] $variant,)+
            }

            impl $name {
                /// Every one there is.
                pub const ALL: &'static [Self] = &[$(Self::$variant),+];

                /// The text that names it within the sentence of a refusal.
                pub const fn text_id(self) -> &'static str {
                    match self {
                        $(Self::$variant => $text,)+
                    }
                }
            }
        )+
    };
}

causes! {
    #[doc = "How the contents contradict themselves."]
    Damage {
        UnreadableCell = "cause-a-cell-cannot-be-read",
        MissingText = "cause-a-cell-refers-to-a-text-that-is-not-there",
        MisplacedCell = "cause-a-cell-stands-in-another-row-than-it-says",
        RepeatedRow = "cause-a-row-occurs-more-than-once-or-out-of-order",
        UnlinkedSheet = "cause-a-sheet-is-listed-without-its-contents",
        Garbled = "cause-its-contents-are-cut-short-or-garbled",
        ChangedOnTheWay = "cause-some-of-its-contents-were-lost-or-changed-on-the-way",
        ListDiffers = "cause-its-list-of-contents-does-not-match",
        ListCutShort = "cause-its-list-of-contents-is-cut-short",
        ListTooLong = "cause-its-list-of-contents-is-too-long",
        NoListOfSheets = "cause-its-list-of-sheets-is-missing",
        ForeignEncoding = "cause-its-letters-are-not-stored-the-way-excel-stores-them",
        PartListedTwice = "cause-one-of-its-parts-is-listed-twice",
        TrailingData = "cause-something-follows-its-end",
        MissingSheet = "cause-the-contents-of-a-sheet-are-missing",
        NoLinks = "cause-the-links-between-its-parts-are-missing",
        LinksShareName = "cause-two-links-between-its-parts-share-one-name",
    }
    #[doc = "How a file is built to mislead or harm."]
    Danger {
        Instructions = "cause-contains-instructions-that-no-workbook-has",
        LinkToFile = "cause-contains-a-link-to-another-file",
        PartOutside = "cause-contains-a-part-whose-name-leads-out-of-the-workbook",
        PartTwice = "cause-contains-one-part-twice",
        OverlappingParts = "cause-contains-parts-that-overlap",
        ContentsElsewhere = "cause-gets-its-contents-from-elsewhere",
        ForeignPacking = "cause-is-packed-in-a-way-excel-does-not-use",
        AmbiguousLayout = "cause-is-laid-out-in-a-way-that-different-programs-read-differently",
    }
    #[doc = "What there is more of than any honest workbook has."]
    Excess {
        LongerText = "cause-a-longer-text",
        LongerCell = "cause-a-longer-text-in-one-cell",
        Data = "cause-far-more-data",
        CellFormats = "cause-more-cell-formats",
        Cells = "cause-more-cells",
        Rows = "cause-more-rows",
        Texts = "cause-more-different-texts",
        MergedCells = "cause-more-merged-cells",
        Parts = "cause-more-parts",
        Sheets = "cause-more-sheets",
    }
}
