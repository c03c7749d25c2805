//! A logo that anybody may have uploaded: decoded within limits, drawn anew, encoded by this program.
//!
//! Nothing of the upload itself is kept. What an image format lets people carry besides pixels (a page of HTML behind
//! the last byte, text chunks, EXIF with a place in it, further frames) is gone with it.

use crate::fault::Fault;
use domain::brand::{Format, Logo};
use domain::refusal::Setting;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, Limits,
    codecs::{
        jpeg::{JpegDecoder, JpegEncoder},
        png::{CompressionType, FilterType, PngDecoder, PngEncoder},
    },
    error::{LimitError, LimitErrorKind},
    imageops,
};
use std::{borrow::Cow, io::Cursor, sync::Arc};
use tokio::sync::Semaphore;

/// The largest upload in bytes.
///
/// **Source** developer guide, "Customizing hosted UI (classic) branding": 100 KB.
const LARGEST_FILE: usize = 100 * 1024;
/// The longest side that is decoded, in pixels.
const LONGEST_SIDE: u32 = 4096;
/// The most pixels that are decoded: seven times as many as are shown on the densest screens, so that whatever somebody has
/// drawn for print is scaled down here.
const MOST_PIXELS: u64 = 4_000_000;
/// The most memory that a decoder may take, in bytes: the pixels, and lines of its own beside them.
const MOST_MEMORY: u64 = 4 * MOST_PIXELS + 1024 * 1024;
/// The box that a logo is shown in, in CSS pixels.
///
/// **Source** developer guide, the same page: it is scaled to 350 by 178.
const DISPLAY_BOUNDS: (u32, u32) = (350, 178);
/// What is kept is at most this many times as large as the box: as many pixels as the densest screens show, or fewer
/// where it would be larger than an upload may be.
const DENSITIES: [u32; 3] = [3, 2, 1];
/// Above this, the eye sees no gain.
const JPEG_QUALITY: u8 = 90;

/// Draws logos anew, a few at a time: each takes time and memory that other requests want, too.
#[derive(Debug)]
pub struct LogoDrawing(Arc<Semaphore>);

impl Default for LogoDrawing {
    /// As many at a time as half of the cores, at least one.
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self(Arc::new(Semaphore::new((cores / 2).max(1))))
    }
}

impl LogoDrawing {
    /// Draws an upload anew when its turn comes, where it holds up no other request.
    ///
    /// **Errors** [`Setting::Invalid`]: what is wrong with the file and what to do.
    pub async fn redraw(&self, file: Vec<u8>) -> Result<(Logo, Vec<u8>), Fault> {
        let turn = Arc::clone(&self.0).acquire_owned().await;
        let turn = turn.map_err(|error| Fault::Internal(format!("drawing a logo: {error}")))?;
        let logo = tokio::task::spawn_blocking(move || {
            let logo = redraw(&file);
            // Whoever asked may be gone; the turn ends with the work.
            drop(turn);
            logo
        });
        let logo = logo.await;
        let logo = logo.map_err(|error| Fault::Internal(format!("drawing a logo: {error}")))?;
        logo.map_err(|reason| Setting::Invalid(reason).into())
    }
}

/// Draws an upload anew.
///
/// **Errors** a sentence for the administrator: what is wrong with the file and what to do.
fn redraw(file: &[u8]) -> Result<(Logo, Vec<u8>), String> {
    if file.len() > LARGEST_FILE {
        return Err(format!(
            "The logo has {} bytes and may have {LARGEST_FILE} (100 KB). Make it smaller.",
            file.len()
        ));
    }
    let format = sniff(file)?;
    let decoded = match format {
        Format::Png => PngDecoder::with_limits(Cursor::new(file), limits()).and_then(upright),
        Format::Jpeg => JpegDecoder::new(Cursor::new(file)).and_then(upright),
    };
    let image = decoded.map_err(|error| describe(&error, format))?;
    for density in DENSITIES {
        let image = fitted(&image, density);
        let bytes = encode(&image, format)
            .map_err(|error| format!("The logo could not be encoded anew: {error}."))?;
        if bytes.len() <= LARGEST_FILE {
            let logo = Logo {
                format,
                width: image.width(),
                height: image.height(),
            };
            return Ok((logo, bytes));
        }
    }
    Err("The logo has more detail than fits into 100 KB. Use fewer colours, or a JPEG.".to_owned())
}

/// The size in CSS pixels at which a logo is shown: its own, or as large as fits.
pub fn display_size(logo: Logo) -> (u32, u32) {
    scaled((logo.width, logo.height), DISPLAY_BOUNDS)
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

/// The format by the first bytes; names and media types are only what somebody said.
fn sniff(file: &[u8]) -> Result<Format, String> {
    const KNOWN: [(&[u8], &str); 5] = [
        (b"GIF8", "a GIF"),
        (b"RIFF", "a WebP or another RIFF file"),
        (b"<", "an SVG or another text in angle brackets"),
        (b"\0\0\x01\0", "an icon file"),
        (b"BM", "a bitmap"),
    ];
    if file.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(Format::Png);
    }
    if file.starts_with(b"\xff\xd8\xff") {
        return Ok(Format::Jpeg);
    }
    let text = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let text = text.trim_ascii_start();
    let known_format = KNOWN.iter().find(|(start, _)| text.starts_with(start));
    let what = known_format.map_or("of no known format", |(_, what)| what);
    Err(format!(
        "The logo is {what}. Upload a PNG or a JPEG, whatever the file's name is."
    ))
}

/// Decodes the first frame, and turns it as its EXIF says before that is gone.
fn upright(mut decoder: impl ImageDecoder) -> Result<DynamicImage, ImageError> {
    decoder.set_limits(limits())?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        let kind = LimitErrorKind::DimensionError;
        return Err(ImageError::Limits(LimitError::from_kind(kind)));
    }
    let orientation = decoder.orientation()?;
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn describe(error: &ImageError, format: Format) -> String {
    let name = match format {
        Format::Png => "PNG",
        Format::Jpeg => "JPEG",
    };
    match error {
        ImageError::Limits(_) => format!(
            "The logo is more than {LONGEST_SIDE} pixels wide or high, or has more than {} million pixels. Scale it down: \
             it is shown within {} by {}.",
            MOST_PIXELS / 1_000_000,
            DISPLAY_BOUNDS.0,
            DISPLAY_BOUNDS.1
        ),
        // The decoders' own words may repeat what the file says.
        _ => format!("The logo is a damaged or incomplete {name}. Export it again."),
    }
}

/// The image, scaled down to what screens of this density show.
fn fitted(image: &DynamicImage, density: u32) -> Cow<'_, DynamicImage> {
    let most = (DISPLAY_BOUNDS.0 * density, DISPLAY_BOUNDS.1 * density);
    let (width, height) = scaled((image.width(), image.height()), most);
    if (width, height) == (image.width(), image.height()) {
        Cow::Borrowed(image)
    } else {
        Cow::Owned(image.resize_exact(width, height, imageops::FilterType::Lanczos3))
    }
}

/// The largest size of the same proportions within a box, never above its own; no side vanishes.
fn scaled((width, height): (u32, u32), (most_width, most_height): (u32, u32)) -> (u32, u32) {
    let (w, h) = (u64::from(width), u64::from(height));
    let (most_w, most_h) = (u64::from(most_width), u64::from(most_height));
    let rounded = |value: u64, over: u64| {
        let value = (2 * value + over) / (2 * over.max(1));
        u32::try_from(value).unwrap_or(u32::MAX).max(1)
    };
    if w <= most_w && h <= most_h {
        (width, height)
    } else if w * most_h >= h * most_w {
        (most_width, rounded(h * most_w, w))
    } else {
        (rounded(w * most_h, h), most_height)
    }
}

fn encode(image: &DynamicImage, format: Format) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    let (width, height) = (image.width(), image.height());
    match format {
        Format::Png => {
            let encoder = PngEncoder::new_with_quality(
                &mut bytes,
                CompressionType::Best,
                FilterType::Adaptive,
            );
            let pixels = image.to_rgba8();
            if pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
                let pixels = image.to_rgb8();
                encoder.write_image(&pixels, width, height, ExtendedColorType::Rgb8)?;
            } else {
                encoder.write_image(&pixels, width, height, ExtendedColorType::Rgba8)?;
            }
        }
        Format::Jpeg => {
            let pixels = image.to_rgb8();
            JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).write_image(
                &pixels,
                width,
                height,
                ExtendedColorType::Rgb8,
            )?;
        }
    }
    Ok(bytes)
}

#[cfg(test)]
#[path = "logo_tests.rs"]
mod tests;
