//! Tells by its first bytes what a file is not: a clip. Playlists and scripts name other files and are
//! refused before ffprobe sees them; its own list of allowed kinds is the second wall.

/// What the first bytes give away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sniffed {
    /// A text that names other files.
    Playlist,
    /// One picture.
    StillImage,
    /// An MP4 or QuickTime file.
    Movie,
    /// A Matroska file.
    Matroska,
    /// A WebM file, which ffprobe does not tell from Matroska.
    Webm,
    /// Something else; perhaps a clip.
    Unknown,
}

/// How many first bytes are looked at.
pub(crate) const HEAD_BYTES: usize = 512;

const STILL_BRANDS: [&[u8]; 6] = [b"heic", b"heix", b"heim", b"mif1", b"avif", b"jxl "];

/// What an MP4 or QuickTime file may begin with.
pub(crate) const MOVIE_PARTS: [&[u8]; 10] =
    [b"ftyp", b"moov", b"mdat", b"moof", b"free", b"skip", b"wide", b"pnot", b"styp", b"sidx"];

/// Looks at the first bytes of a file.
pub(crate) fn sniff(head: &[u8]) -> Sniffed {
    if is_playlist(head) {
        Sniffed::Playlist
    } else if is_still(head) {
        Sniffed::StillImage
    } else if head.starts_with(b"\x1a\x45\xdf\xa3") {
        let webm = head.windows(7).any(|part| part == b"\x42\x82\x84webm");
        if webm { Sniffed::Webm } else { Sniffed::Matroska }
    } else if head.get(4..8).is_some_and(|name| MOVIE_PARTS.contains(&name)) {
        Sniffed::Movie
    } else {
        Sniffed::Unknown
    }
}

fn is_playlist(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let text = String::from_utf8_lossy(text).trim_start().to_ascii_lowercase();
    let starts =
        ["#extm3u", "ffconcat version", "[playlist]", "[reference]", "<asx", "<smil", "v=0\n", "v=0\r\n"];
    starts.iter().any(|start| text.starts_with(start))
        || (text.starts_with('<') && (text.contains("<mpd") || text.contains("<smoothstreamingmedia")))
}

fn is_still(head: &[u8]) -> bool {
    let starts: [&[u8]; 8] = [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"GIF87a",
        b"GIF89a",
        b"II*\0",
        b"MM\0*",
        b"8BPS",
        b"\0\0\0\x0cJXL ",
    ];
    starts.iter().any(|start| head.starts_with(start))
        || (head.starts_with(b"BM") && head.get(6..10) == Some(&[0; 4]))
        || (head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP"))
        || (head.get(4..8) == Some(b"ftyp")
            && head.get(8..12).is_some_and(|brand| STILL_BRANDS.contains(&brand)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn playlists_and_stills_are_known_by_their_first_bytes() {
        for text in [
            "#EXTM3U\n#EXT-X-VERSION:3\n",
            "\u{feff}#EXTM3U",
            "  ffconcat version 1.0\nfile x",
            "[playlist]\nFile1=x",
            "<?xml version=\"1.0\"?>\n<MPD xmlns=\"x\">",
            "v=0\r\no=- 0 0 IN IP4 127.0.0.1",
        ] {
            assert_eq!(sniff(text.as_bytes()), Sniffed::Playlist, "{text}");
        }
        let stills: [&[u8]; 4] =
            [b"\x89PNG\r\n\x1a\nxxxx", b"\xff\xd8\xff\xe0", b"RIFF\x10\0\0\0WEBPVP8 ", b"\0\0\0\x18ftypheic"];
        for still in stills {
            assert_eq!(sniff(still), Sniffed::StillImage, "{still:?}");
        }
        let others: [&[u8]; 4] = [b"", b"hello", b"RIFF\x10\0\0\0AVI LIST", b"\x1a\x45\xdf"];
        for other in others {
            assert_eq!(sniff(other), Sniffed::Unknown, "{other:?}");
        }
        assert_eq!(sniff(b"\0\0\0\x18ftypisom"), Sniffed::Movie);
        assert_eq!(sniff(b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm"), Sniffed::Webm);
        assert_eq!(sniff(b"\x1a\x45\xdf\xa3\xa3\x42\x82\x88matroska"), Sniffed::Matroska);
    }
}
