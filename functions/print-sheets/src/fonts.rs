//! The fonts that are part of the function, and which of them draws what.
//!
//! They are subsets of Noto Sans, made by `fonts/subset.py`: Latin, Greek and Cyrillic in two weights, nineteen other scripts,
//! and the common characters of Chinese, Japanese and Korean. Each is read when it is first needed.

use harfrust::ShaperData;
use skrifa::{
    FontRef, MetadataProvider,
    charmap::Charmap,
    instance::{LocationRef, Size},
};
use std::{fmt, sync::OnceLock};

/// How heavy letters are. Scripts other than Latin, Greek and Cyrillic have one weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Running text.
    Regular,
    /// Headings.
    Bold,
}

macro_rules! fonts {
    ($($file:literal),+ $(,)?) => {
        const FILES: &[&[u8]] = &[$(include_bytes!(concat!("../fonts/", $file))),+];
        static FACES: [OnceLock<Option<Face>>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
    };
}

// The first two are the weights; of the others, the first that has a character draws it.
fonts![
    "NotoSans-Regular.ttf",
    "NotoSans-Bold.ttf",
    "NotoSansArabic.ttf",
    "NotoSansHebrew.ttf",
    "NotoSansDevanagari.ttf",
    "NotoSansThai.ttf",
    "NotoSansTamil.ttf",
    "NotoSansBengali.ttf",
    "NotoSansEthiopic.ttf",
    "NotoSansGeorgian.ttf",
    "NotoSansArmenian.ttf",
    "NotoSansGurmukhi.ttf",
    "NotoSansGujarati.ttf",
    "NotoSansTelugu.ttf",
    "NotoSansKannada.ttf",
    "NotoSansMalayalam.ttf",
    "NotoSansSinhala.ttf",
    "NotoSansKhmer.ttf",
    "NotoSansLao.ttf",
    "NotoSansMyanmar.ttf",
    "NotoSansThaana.ttf",
    "NotoSansCJK.otf",
];

/// A font, read.
pub(crate) struct Face {
    /// As it is embedded.
    pub(crate) font: krilla::text::Font,
    /// As it is shaped with.
    pub(crate) tables: FontRef<'static>,
    /// What shaping keeps of it.
    pub(crate) shaping: ShaperData,
    /// How far letters reach above the line they stand on, in em.
    pub(crate) ascent: f32,
    /// How far they reach below it, in em.
    pub(crate) descent: f32,
    characters: Charmap<'static>,
}

impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Face")
            .field("font", &self.font)
            .finish_non_exhaustive()
    }
}

impl Face {
    fn read(file: &'static [u8]) -> Option<Self> {
        let tables = FontRef::new(file).ok()?;
        let metrics = tables.metrics(Size::unscaled(), LocationRef::default());
        let em = f32::from(metrics.units_per_em);
        Some(Self {
            font: krilla::text::Font::new(file.into(), 0)?,
            shaping: ShaperData::new(&tables),
            ascent: metrics.ascent / em,
            descent: -metrics.descent / em,
            characters: tables.charmap(),
            tables,
        })
    }

    fn at(place: usize) -> Option<&'static Self> {
        FACES[place].get_or_init(|| Self::read(FILES[place])).as_ref()
    }

    /// Whether the font draws a character.
    pub(crate) fn has(&self, character: char) -> bool {
        self.characters.map(character).is_some()
    }

    /// The font that draws these characters, which belong together: the first that has all of them. Where none has all, a
    /// font that has the first of them.
    pub(crate) fn that_draws(characters: &[char], weight: Weight) -> Option<&'static Self> {
        let faces = || Self::by_weight(weight);
        let has_all = |face: &&Self| characters.iter().all(|character| face.has(*character));
        let has_first = |face: &&Self| characters.first().is_some_and(|character| face.has(*character));
        faces().find(has_all).or_else(|| faces().find(has_first))
    }

    /// The font of letters in a weight.
    pub(crate) fn of_letters(weight: Weight) -> Option<&'static Self> {
        Self::by_weight(weight).next()
    }

    fn by_weight(weight: Weight) -> impl Iterator<Item = &'static Self> {
        let letters = match weight {
            Weight::Regular => 0,
            Weight::Bold => 1,
        };
        std::iter::once(letters)
            .chain(2..FILES.len())
            .filter_map(Self::at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_font_is_read_and_may_be_embedded() {
        for (place, file) in FILES.iter().enumerate() {
            let face = Face::at(place).unwrap_or_else(|| panic!("font {place} of {} bytes", file.len()));
            assert!(face.ascent > 0.5 && face.descent > 0.1, "font {place}: {face:?}");
        }
    }

    #[test]
    fn names_of_the_world_have_a_font() {
        let names = "Søren Łukasz Nguyễn Çağlar Ægir Þóra Ioannis Ιωάννης Владимир Његош محمد گلناز پریسا שרה सुनीता สมชาย \
                     தமிழ் মিতা ሰላም გიორგი Անի ਗੁਰਪ੍ਰੀਤ ભાવિન రాము ಕಾವ್ಯ മീര නිමල් សុខា ສົມພອນ မြင့် ޢަލީ 张伟 王芳 李雯 陳怡君 佐藤 さくら カタカナ 김민준";
        for character in names.chars().filter(|character| !character.is_whitespace()) {
            assert!(
                Face::that_draws(&[character], Weight::Regular).is_some(),
                "{character}"
            );
            assert!(
                Face::that_draws(&[character], Weight::Bold).is_some(),
                "{character}"
            );
        }
        assert!(Face::that_draws(&['🦀'], Weight::Regular).is_none());
    }
}
