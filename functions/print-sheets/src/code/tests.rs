use super::*;

const LINK: &str = "https://rollcall.example/nordlys/sign-up?link=0s3k9q2m7x1c5v8b";

/// What another library reads in a picture of so many pixels on each side.
fn read(side: usize, is_dark: impl Fn(usize, usize) -> bool) -> Option<String> {
    let mut picture =
        rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| if is_dark(x, y) { 0 } else { 255 });
    let (meta, text) = picture.detect_grids().first()?.decode().ok()?;
    // As the format information numbers it (ISO/IEC 18004, table 12): H.
    assert_eq!(meta.ecc_level, 2);
    Some(text)
}

#[test]
fn the_picture_is_read_by_another_library() {
    for link in [
        LINK,
        "http://127.0.0.1:8080/demo/sign-up?link=0s3k9q2m7x1c5v8b",
        &"x".repeat(700),
    ] {
        let code = Code::of(link).unwrap();
        let file = code.to_png().unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(
            (info.color_type, info.bit_depth),
            (png::ColorType::Grayscale, png::BitDepth::One)
        );
        assert_eq!(info.width, info.height);
        assert!((1_000..1_200).contains(&info.width), "{}", info.width);
        let is_dark = |x: usize, y: usize| pixels[y * info.line_size + x / 8] & (0x80 >> (x % 8)) == 0;
        let side = usize::try_from(info.width).unwrap();
        assert_eq!(read(side, is_dark).as_deref(), Some(link));
        let module = side / code.size();
        for at in 0..side {
            for edge in [0, 4 * module - 1, side - 4 * module, side - 1] {
                assert!(
                    !is_dark(at, edge) && !is_dark(edge, at),
                    "the quiet zone at {at}, {edge}"
                );
            }
        }
    }
}

/// Whether a point is within the outlines, by the even-odd rule.
fn is_within(outlines: &[Vec<Corner>], column: usize, row: usize) -> bool {
    let sides = outlines.iter().flat_map(|outline| {
        let next = outline.iter().cycle().skip(1);
        outline.iter().zip(next)
    });
    let left_of_it = sides.filter(|(from, to)| {
        let (top, bottom) = (from.1.min(to.1), from.1.max(to.1));
        from.0 == to.0 && from.0 <= column && (top..bottom).contains(&row)
    });
    left_of_it.count() % 2 == 1
}

#[test]
fn outlines_go_round_what_is_dark() {
    let code = Code::of(LINK).unwrap();
    let outlines = code.outlines();
    for outline in &outlines {
        assert!(outline.len() >= 4);
        for (at, corner) in outline.iter().enumerate() {
            let next = outline[(at + 1) % outline.len()];
            let after = outline[(at + 2) % outline.len()];
            assert!(
                (corner.0 == next.0) != (corner.1 == next.1),
                "{corner:?} to {next:?}"
            );
            assert_ne!(
                direction(*corner, next),
                direction(next, after),
                "one side is one line"
            );
        }
    }
    for row in 0..code.size() {
        for column in 0..code.size() {
            assert_eq!(
                is_within(&outlines, column, row),
                code.is_dark(column, row),
                "{column}, {row}"
            );
        }
    }
    let read = read(code.size() * 4, |x, y| is_within(&outlines, x / 4, y / 4));
    assert_eq!(read.as_deref(), Some(LINK));
}

#[test]
fn the_drawing_is_two_paths_and_holds_no_link() {
    let svg = Code::of(LINK).unwrap().to_svg();
    assert_eq!(svg.matches("<path").count(), 2, "{svg}");
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "));
    assert!(!svg.contains("nordlys"));
    assert!(svg.len() < 20_000, "{} bytes", svg.len());
}

#[test]
fn a_link_that_does_not_go_in_is_refused() {
    assert!(Code::of(&"x".repeat(1_273)).is_ok());
    assert_eq!(Code::of(&"x".repeat(1_274)).unwrap_err(), TooLong);
}
