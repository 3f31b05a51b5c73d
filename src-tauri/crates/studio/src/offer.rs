//! The offer: the price, held against the rules, and the cover, made from a frame or a picture file.

use std::{io::Cursor, path::Path, sync::Arc};

use image::{
    DynamicImage, ImageDecoder, ImageReader, Limits, codecs::jpeg::JpegEncoder, imageops::FilterType,
};
use series::{Cents, Cover, CoverSource, DraftId, Edit, EpisodeId, Limit, Micros, Step, Value};

use crate::{DraftView, Problem, ProblemCode, Studio, studio::blocking};

/// The longest side of a kept cover, in pixels. TikTok publishes no size; this is sharp on any phone.
const COVER_MAX_PIXELS: u32 = 1920;
/// The smallest side of a picture that makes a cover.
const COVER_MIN_PIXELS: u32 = 16;
/// The quality covers are kept at, of 100.
const COVER_JPEG_QUALITY: u8 = 92;
/// More memory than this no picture file may take to open.
const PICTURE_MAX_BYTES: u64 = 512 * 1024 * 1024;

impl Studio {
    /// Sets the price from what a person typed.
    ///
    /// # Errors
    /// `NotAPrice`, or `PriceOutsideRules` with both ends of what the platform takes.
    pub async fn set_price(&self, draft: DraftId, revision: u64, text: &str) -> Result<DraftView, Problem> {
        let price = self.read_price(text)?;
        self.step(draft, revision, Step::Edit { edit: Edit::SetPrice { price: Some(price) } }).await
    }

    fn read_price(&self, text: &str) -> Result<Cents, Problem> {
        let price: Cents = text.parse()?;
        let limit = |id| match self.rules.rules.limit(id) {
            Some(Limit::Money(cents)) => Some(*cents),
            _ => None,
        };
        let (min, max) = (limit("series.price.min_usd"), limit("series.price.max_usd"));
        if min.is_some_and(|min| price < min) || max.is_some_and(|max| price > max) {
            return Err(Problem::new(ProblemCode::PriceOutsideRules)
                .with("price", Value::Money(price))
                .with("min", Value::Money(min.unwrap_or(Cents::new(0))))
                .with("max", Value::Money(max.unwrap_or(Cents::new(u32::MAX)))));
        }
        Ok(price)
    }

    /// Makes the cover from a frame of an episode or from a picture file, and keeps it.
    ///
    /// # Errors
    /// `NotAPicture`, an error of the file or of ffmpeg, or when the store cannot be written.
    pub async fn set_cover(
        &self,
        draft: DraftId,
        revision: u64,
        from: CoverSource,
    ) -> Result<DraftView, Problem> {
        let picture = match &from {
            CoverSource::Frame { episode, at } => self.frame(draft, *episode, *at).await?,
            CoverSource::File { path } => {
                let path = path.clone();
                blocking(move || open_picture(Path::new(&path))).await??
            }
        };
        let (jpeg, width, height) = blocking(move || cover_jpeg(picture)).await??;
        let picture = self.with_store(move |store| store.keep_picture(&jpeg)).await?;
        let cover = Some(Arc::new(Cover { picture, width, height, from }));
        self.step(draft, revision, Step::Edit { edit: Edit::SetCover { cover } }).await
    }

    async fn frame(&self, draft: DraftId, episode: EpisodeId, at: Micros) -> Result<DynamicImage, Problem> {
        let view = self.look_again(draft).await?;
        let (_, episode) = view.draft.episode(episode).ok_or(series::Refusal::UnknownEpisode { episode })?;
        let clip =
            view.draft.clip_of(episode).ok_or(series::Refusal::UnknownClip { clip: episode.first.clip })?;
        let path = Path::new(&clip.path);
        let png = self.ffmpeg().await?.frame_png(path, at).await?;
        let frame = image::load_from_memory(&png).map_err(|error| not_a_picture(path, &error))?;
        large_enough(frame, path)
    }
}

fn open_picture(path: &Path) -> Result<DynamicImage, Problem> {
    let wrong = |error: image::ImageError| not_a_picture(path, &error);
    let found = std::fs::metadata(path).map_err(|error| Problem::of_file(path, &error))?;
    // Asked before opening: opening a pipe would wait for its other end.
    if !found.is_file() {
        let code = if found.is_dir() { ProblemCode::FileIsFolder } else { ProblemCode::FileUnreadable };
        return Err(Problem::file(code, path));
    }
    let mut reader = ImageReader::open(path)
        .and_then(ImageReader::with_guessed_format)
        .map_err(|error| Problem::of_file(path, &error))?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(PICTURE_MAX_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(wrong)?;
    // A phone's picture says how it was held.
    let orientation = decoder.orientation().map_err(wrong)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(wrong)?;
    picture.apply_orientation(orientation);
    large_enough(picture, path)
}

fn large_enough(picture: DynamicImage, path: &Path) -> Result<DynamicImage, Problem> {
    let (width, height) = (picture.width(), picture.height());
    if width.min(height) < COVER_MIN_PIXELS {
        return Err(Problem::file(ProblemCode::NotAPicture, path).detail(format!("{width} × {height}")));
    }
    Ok(picture)
}

fn cover_jpeg(picture: DynamicImage) -> Result<(Vec<u8>, u32, u32), Problem> {
    let picture = if picture.width().max(picture.height()) > COVER_MAX_PIXELS {
        picture.resize(COVER_MAX_PIXELS, COVER_MAX_PIXELS, FilterType::Lanczos3)
    } else {
        picture
    };
    let mut jpeg = Cursor::new(Vec::new());
    picture
        .to_rgb8()
        .write_with_encoder(JpegEncoder::new_with_quality(&mut jpeg, COVER_JPEG_QUALITY))
        .map_err(|error| Problem::unexpected(&error))?;
    Ok((jpeg.into_inner(), picture.width(), picture.height()))
}

fn not_a_picture(path: &Path, error: &image::ImageError) -> Problem {
    Problem::file(ProblemCode::NotAPicture, path).detail(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cover_keeps_its_shape_and_is_never_larger_than_needed() {
        let (jpeg, width, height) = cover_jpeg(DynamicImage::new_rgb8(4000, 2000)).unwrap();
        assert_eq!((width, height), (1920, 960));
        assert_eq!(image::load_from_memory(&jpeg).unwrap().width(), 1920);
        let (_, width, height) = cover_jpeg(DynamicImage::new_rgba8(90, 160)).unwrap();
        assert_eq!((width, height), (90, 160));
    }

    #[test]
    fn what_is_no_picture_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cover.png");
        assert_eq!(open_picture(&path).unwrap_err().code, ProblemCode::FileMissing);
        for bytes in [&b""[..], b"text", b"\x89PNG\r\n\x1a\n garbage"] {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(open_picture(&path).unwrap_err().code, ProblemCode::NotAPicture);
        }
        DynamicImage::new_rgb8(1, 1).save(&path).unwrap();
        assert_eq!(open_picture(&path).unwrap_err().code, ProblemCode::NotAPicture);
    }
}
