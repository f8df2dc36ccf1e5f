//! Documents as their readers see them: drawn and read by `PDFium`, which is what Chromium shows them with.

use rollcall_local::{build, python::VirtualEnvironment, terminal::say};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
};
use tokio::sync::OnceCell;

/// What the Python at our side needs.
const REQUIREMENTS: &str = include_str!("pdf/requirements.txt");

/// A document, in a file.
pub(crate) struct Document {
    python: &'static Path,
    file: PathBuf,
}

/// A page in shades of grey.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Row by row; 0 is black.
    pub(crate) pixels: Vec<u8>,
}

impl Document {
    /// The document of these bytes.
    pub(crate) async fn of(pdf: &[u8]) -> Self {
        static ENVIRONMENT: OnceCell<VirtualEnvironment> = OnceCell::const_new();
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let folder = build::repository().join("target/local/pdf");
        let environment = ENVIRONMENT
            .get_or_init(|| async {
                let made = VirtualEnvironment::ensure_of(&folder, REQUIREMENTS, "PDFium", say).await;
                made.unwrap()
            })
            .await;
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let file = folder.join(format!("{}-{number}.pdf", std::process::id()));
        fs::write(&file, pdf).unwrap();
        Self {
            python: environment.python(),
            file,
        }
    }

    fn ask(&self, arguments: &[&str]) -> Vec<u8> {
        let read = concat!(env!("CARGO_MANIFEST_DIR"), "/it/support/pdf/read.py");
        let (what, more) = arguments.split_first().unwrap();
        let answer = Command::new(self.python)
            .args([read, what])
            .arg(&self.file)
            .args(more)
            .output()
            .unwrap();
        assert!(
            answer.status.success(),
            "{}",
            String::from_utf8_lossy(&answer.stderr)
        );
        answer.stdout
    }

    /// What can be searched for and copied, line by line.
    pub(crate) fn text(&self) -> String {
        let text = String::from_utf8(self.ask(&["text"])).unwrap();
        text.replace("\r\n", "\n")
    }

    /// Whether each text's font is in the document itself.
    pub(crate) fn fonts_are_embedded(&self) -> Vec<bool> {
        let answer = String::from_utf8(self.ask(&["fonts"])).unwrap();
        answer.lines().map(|line| line == "embedded").collect()
    }

    /// The first page, drawn with so many dots to an inch.
    pub(crate) fn picture(&self, dots: u32) -> Picture {
        let answer = self.ask(&["picture", &dots.to_string()]);
        let end = answer.iter().position(|byte| *byte == b'\n').unwrap();
        let size = std::str::from_utf8(&answer[..end]).unwrap();
        let (width, height) = size.split_once(' ').unwrap();
        Picture {
            width: width.parse().unwrap(),
            height: height.parse().unwrap(),
            pixels: answer[end + 1..].to_vec(),
        }
    }
}

impl Drop for Document {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.file);
    }
}

impl Picture {
    /// The same picture, smaller: each pixel is the mean of what it covers, as a camera sees it.
    pub(crate) fn shrunk(&self, factor: usize) -> Self {
        let (width, height) = (self.width / factor, self.height / factor);
        let mean = |x: usize, y: usize| {
            let rows = (0..factor).flat_map(|row| {
                let start = (y * factor + row) * self.width + x * factor;
                &self.pixels[start..start + factor]
            });
            u8::try_from(rows.map(|pixel| usize::from(*pixel)).sum::<usize>() / (factor * factor)).unwrap()
        };
        let pixels = (0..height)
            .flat_map(|y| (0..width).map(move |x| mean(x, y)))
            .collect();
        Self {
            width,
            height,
            pixels,
        }
    }

    /// What the only QR code in it says.
    #[track_caller]
    pub(crate) fn code(&self) -> String {
        let pixel = |x: usize, y: usize| self.pixels[y * self.width + x];
        let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(self.width, self.height, pixel);
        let grids = prepared.detect_grids();
        assert_eq!(
            grids.len(),
            1,
            "codes on {} by {} pixels",
            self.width,
            self.height
        );
        grids[0].decode().unwrap().1
    }
}
