//! Logos that people upload, and logos that attackers do.

use super::*;
use image::{GrayImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// A drawing of this size in this format, with a corner of another colour.
fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut drawing = RgbImage::from_pixel(width, height, Rgb([20, 90, 60]));
    for pixel in drawing.enumerate_pixels_mut() {
        if pixel.0 < width / 4 && pixel.1 < height / 4 {
            *pixel.2 = Rgb([250, 250, 250]);
        }
    }
    encoded(&drawing.into(), format)
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("it is drawn");
    bytes.into_inner()
}

/// A square without anything in it, as small as a file can say it.
fn blank(side: u32) -> Vec<u8> {
    encoded(&GrayImage::new(side, side).into(), ImageFormat::Png)
}

fn decoded(bytes: &[u8]) -> RgbaImage {
    image::load_from_memory(bytes)
        .expect("it decodes")
        .to_rgba8()
}

/// A chunk of a PNG: length, name, content, checksum.
fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let name_and_content = [name.as_slice(), content].concat();
    let mut sum = u32::MAX;
    for byte in &name_and_content {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg());
        }
    }
    let length = u32::try_from(content.len()).expect("a small chunk");
    [
        &length.to_be_bytes(),
        name_and_content.as_slice(),
        &(!sum).to_be_bytes(),
    ]
    .concat()
}

/// A PNG with these chunks after its header.
fn with_chunks(png: &[u8], chunks: &[Vec<u8>]) -> Vec<u8> {
    const HEADER_ENDS: usize = 33;
    let (head, rest) = png.split_at(HEADER_ENDS);
    [head, &chunks.concat(), rest].concat()
}

/// A JPEG with this segment after its first marker.
fn with_segment(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).expect("a small segment");
    let segment = [&[0xff, marker], &length.to_be_bytes()[..], content].concat();
    [&jpeg[..2], &segment, &jpeg[2..]].concat()
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

#[track_caller]
fn refuses(file: &[u8], word: &str) {
    let reason = redraw(file).expect_err(word);
    assert!(reason.contains(word), "{reason}");
    assert!(reason.ends_with('.'), "{reason}");
}

const SCRIPT: &[u8] = b"<script>alert(document.domain)</script>";

#[test]
fn a_logo_keeps_its_picture_and_its_size() {
    for (format, expect) in [
        (ImageFormat::Png, Format::Png),
        (ImageFormat::Jpeg, Format::Jpeg),
    ] {
        let (logo, bytes) = redraw(&file(40, 24, format)).expect("a sound logo");
        assert_eq!((logo.format, logo.width, logo.height), (expect, 40, 24));
        let drawing = decoded(&bytes);
        assert_eq!(drawing.dimensions(), (40, 24));
        let green = drawing.get_pixel(30, 20).0;
        assert!(
            green[0].abs_diff(20) < 6 && green[1].abs_diff(90) < 6,
            "{green:?}"
        );
    }
}

#[test]
fn what_is_clear_stays_clear() {
    let clear = RgbaImage::from_pixel(3, 3, Rgba([9, 9, 9, 0]));
    let (_, bytes) = redraw(&encoded(&clear.into(), ImageFormat::Png)).expect("a sound logo");
    assert_eq!(decoded(&bytes).get_pixel(1, 1).0[3], 0);
}

#[test]
fn a_drawing_of_our_own_is_drawn_alike() {
    let (logo, once) = redraw(&file(300, 90, ImageFormat::Png)).expect("a sound logo");
    assert_eq!(redraw(&once), Ok((logo, once.clone())));
}

#[test]
fn a_large_logo_is_scaled_to_what_screens_show() {
    let (logo, bytes) = redraw(&file(2100, 400, ImageFormat::Png)).expect("a sound logo");
    assert_eq!((logo.width, logo.height), (1050, 200));
    assert_eq!(decoded(&bytes).dimensions(), (1050, 200));
    assert_eq!(display_size(logo), (350, 67));
    let high = Logo {
        format: Format::Png,
        width: 10,
        height: 4000,
    };
    assert_eq!(display_size(high), (1, 178));
    let small = Logo { height: 12, ..high };
    assert_eq!(display_size(small), (10, 12));
}

#[test]
fn a_drawing_never_outgrows_an_upload() {
    // Noise of few colours: as a palette it is small, as true colours it would not be.
    let mut state = 1_u32;
    let noise = RgbImage::from_fn(900, 440, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        if state >> 31 == 0 {
            Rgb([0, 80, 60])
        } else {
            Rgb([255, 250, 240])
        }
    });
    let upload = encoded(&noise.into(), ImageFormat::Png);
    match redraw(&upload) {
        Ok((logo, bytes)) => {
            assert!(bytes.len() <= LARGEST_FILE);
            assert_eq!(decoded(&bytes).dimensions(), (logo.width, logo.height));
        }
        Err(reason) => assert!(reason.contains("100 KB"), "{reason}"),
    }
}

#[test]
fn other_formats_are_refused_by_what_they_are() {
    refuses(
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "SVG",
    );
    refuses(b"\xef\xbb\xbf\n <?xml version='1.0'?><svg/>", "SVG");
    refuses(b"<!doctype html><script>alert(1)</script>", "SVG");
    refuses(b"GIF89a/*\x01\0\x01\0*/=1;alert(1)//", "GIF");
    refuses(b"RIFF\x24\0\0\0WEBPVP8 ", "WebP");
    refuses(b"\0\0\x01\0\x01\0", "icon");
    refuses(b"BM6\0", "bitmap");
    refuses(b"%PDF-1.7 \x89PNG\r\n\x1a\n", "no known format");
    refuses(b"", "no known format");
    refuses(b"\x89PNG\r\n", "no known format");
}

#[test]
fn damage_is_refused() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let whole = file(64, 64, format);
        for length in [12, 40, whole.len() / 2] {
            refuses(&whole[..length], "damaged or incomplete");
        }
    }
    let mut wrong_sum = file(8, 8, ImageFormat::Png);
    wrong_sum[30] ^= 1;
    refuses(&wrong_sum, "damaged or incomplete");
    let none = [b"\x89PNG\r\n\x1a\n".as_slice(), &chunk(b"IHDR", &[0; 13])].concat();
    refuses(&none, "damaged or incomplete");
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    refuses(&vec![0x89; LARGEST_FILE + 1], "100 KB");
    // A header that claims more pixels than anybody has memory for.
    let header = |width: u32, height: u32| {
        let sizes = [width.to_be_bytes(), height.to_be_bytes()].concat();
        let png = [
            b"\x89PNG\r\n\x1a\n".as_slice(),
            &chunk(b"IHDR", &[sizes.as_slice(), &[8, 6, 0, 0, 0]].concat()),
            &chunk(b"IDAT", &[0x78, 0x9c, 3, 0, 0, 0, 0, 1]),
            &chunk(b"IEND", &[]),
        ];
        png.concat()
    };
    refuses(&header(50_000, 50_000), "4096 pixels");
    refuses(&header(4097, 1), "4096 pixels");
    refuses(&header(u32::MAX, u32::MAX), ".");
    // Real ones: little to send, much to draw.
    refuses(&blank(4100), "4096 pixels");
    refuses(&blank(2001), "4 million pixels");
    assert!(redraw(&blank(2000)).is_ok(), "as many as may be");
    let mut jpeg = file(16, 16, ImageFormat::Jpeg);
    let frame = jpeg
        .windows(2)
        .position(|two| two == [0xff, 0xc0])
        .expect("a frame");
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    refuses(&jpeg, "4096 pixels");
    // A text chunk that unpacks to a hundred megabytes is not unpacked.
    let text = [b"Comment\0\0".as_slice(), &blank(4000)[41..]].concat();
    let packed = with_chunks(&file(8, 8, ImageFormat::Png), &[chunk(b"zTXt", &text)]);
    if let Ok((logo, bytes)) = redraw(&packed) {
        assert_eq!(
            (logo.width, logo.height, holds(&bytes, b"zTXt")),
            (8, 8, false)
        );
    }
}

#[test]
fn nothing_but_pixels_survives() {
    let png = file(8, 8, ImageFormat::Png);
    let jpeg = file(8, 8, ImageFormat::Jpeg);
    let text = [b"Comment\0".as_slice(), SCRIPT].concat();
    let profile = [b"icc\0\0".as_slice(), SCRIPT].concat();
    let frames = [&[0, 0, 0, 2, 0, 0, 0, 0][..]].concat();
    let exif = [b"Exif\0\0".as_slice(), SCRIPT].concat();
    for (name, upload) in [
        ("HTML behind a PNG", [png.as_slice(), SCRIPT].concat()),
        ("HTML behind a JPEG", [jpeg.as_slice(), SCRIPT].concat()),
        ("a text chunk", with_chunks(&png, &[chunk(b"tEXt", &text)])),
        (
            "a chunk of nobody's",
            with_chunks(&png, &[chunk(b"evIl", SCRIPT)]),
        ),
        (
            "a colour profile",
            with_chunks(&png, &[chunk(b"iCCP", &profile)]),
        ),
        (
            "an animation",
            with_chunks(&png, &[chunk(b"acTL", &frames)]),
        ),
        ("a JPEG comment", with_segment(&jpeg, 0xfe, SCRIPT)),
        ("EXIF", with_segment(&jpeg, 0xe1, &exif)),
        (
            "an application's segment",
            with_segment(&jpeg, 0xed, SCRIPT),
        ),
    ] {
        let (logo, bytes) = redraw(&upload).unwrap_or_else(|reason| panic!("{name}: {reason}"));
        assert_eq!((logo.width, logo.height), (8, 8), "{name}");
        for word in [
            b"script".as_slice(),
            b"Exif",
            b"tEXt",
            b"acTL",
            b"iCCP",
            b"evIl",
        ] {
            assert!(!holds(&bytes, word), "{name}");
        }
    }
}

#[test]
fn a_photograph_is_turned_as_its_exif_says_before_that_is_gone() {
    // One entry in the first directory: orientation 6, a quarter turn to the right.
    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let upload = with_segment(&file(40, 24, ImageFormat::Jpeg), 0xe1, exif);
    let (logo, _) = redraw(&upload).expect("a sound logo");
    assert_eq!((logo.width, logo.height), (24, 40));
}

#[tokio::test]
async fn logos_wait_for_their_turn() {
    let drawing = LogoDrawing::default();
    let places = u32::try_from(drawing.0.available_permits()).expect("a few");
    let all = Arc::clone(&drawing.0).acquire_many_owned(places).await;
    let upload = file(40, 24, ImageFormat::Png);
    let mut logo = Box::pin(drawing.redraw(upload));
    for _ in 0..100 {
        assert!(
            futures_util::FutureExt::now_or_never(&mut logo).is_none(),
            "nobody is done"
        );
        tokio::task::yield_now().await;
    }
    drop(all);
    let (logo, _) = logo.await.expect("a sound logo");
    assert_eq!((logo.width, logo.height), (40, 24));
    assert_eq!(drawing.0.available_permits(), places as usize);
}
