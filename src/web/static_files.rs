//! Style sheet and scripts, compiled into the program and served under the digest of their content, so that
//! browsers may keep them for ever and never show an old one.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

struct Asset {
    name: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
}

/// How a Gantt is drawn: linked by pages that show one, and written into the file that leaves the program.
pub const GANTT_DRAWING: &str = include_str!("../../static/gantt-drawing.css");

const ASSETS: &[Asset] = &[
    Asset {
        name: "app.css",
        media_type: "text/css; charset=utf-8",
        bytes: include_bytes!("../../static/app.css"),
    },
    Asset {
        name: "app.js",
        media_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../../static/app.js"),
    },
    Asset {
        name: "gantt.css",
        media_type: "text/css; charset=utf-8",
        bytes: include_bytes!("../../static/gantt.css"),
    },
    Asset {
        name: "gantt-drawing.css",
        media_type: "text/css; charset=utf-8",
        bytes: GANTT_DRAWING.as_bytes(),
    },
    Asset {
        name: "wall.css",
        media_type: "text/css; charset=utf-8",
        bytes: include_bytes!("../../static/wall.css"),
    },
    Asset {
        name: "wall.js",
        media_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../../static/wall.js"),
    },
];

/// The digest of all assets together: a change of any makes new addresses for all.
static DIGEST: LazyLock<String> = LazyLock::new(|| {
    let mut digest = Sha256::new();
    for asset in ASSETS {
        digest.update(asset.bytes);
    }
    hex::encode(digest.finalize())[..12].to_owned()
});

/// Addresses of the assets, for the page frame.
#[derive(Debug, Clone)]
pub struct Assets {
    /// The style sheet.
    pub css: String,
    /// The script of all pages.
    pub js: String,
    /// The style of the Gantt's page.
    pub gantt_css: String,
    /// How a Gantt is drawn, on that page and on a task's.
    pub gantt_drawing_css: String,
    /// The wall's own style.
    pub wall_css: String,
    /// The script of the wall.
    pub wall_js: String,
}

impl Assets {
    /// The addresses of this build's assets.
    #[must_use]
    pub fn current() -> Self {
        let address = |name: &str| format!("/static/{}/{name}", *DIGEST);
        Self {
            css: address("app.css"),
            js: address("app.js"),
            gantt_css: address("gantt.css"),
            gantt_drawing_css: address("gantt-drawing.css"),
            wall_css: address("wall.css"),
            wall_js: address("wall.js"),
        }
    }
}

/// Serves an asset under its digest; 404 for any other.
pub async fn serve(Path((digest, name)): Path<(String, String)>) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name && digest == *DIGEST) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, asset.media_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, asset.bytes).into_response()
}
