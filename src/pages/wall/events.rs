//! Server-sent events that say that the wall should look again (`static/wall.js` fetches it then).

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::stream::{Stream, unfold};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::web::AppState;
use crate::web::live_updates::News;

/// Changes that come together are told once: an import or a sweep writes many entries in a moment.
const GATHER: Duration = Duration::from_millis(300);

/// Proxies cut connections that say nothing for long.
const SAY_SOMETHING_EVERY: Duration = Duration::from_secs(25);

/// The events of a year's wall.
pub(super) async fn stream(
    State(state): State<AppState>,
    Path(year): Path<i32>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    of_year(&state, year)
}

/// An event for each change of the year's ledger, until the browser goes or the server stops. An event carries
/// nothing: the page is fetched again, as its reader may see it then.
pub(in crate::pages) fn of_year(
    state: &AppState,
    year: i32,
) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    let events = unfold(state.live.subscribe(), move |mut news| async move {
        let heard = concerns(&mut news, year).await;
        heard.then(|| (Ok(Event::default().data("changed")), news))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(SAY_SOMETHING_EVERY))
}

/// Waits for news of `year` and for what comes with it; `false` when no more can come.
async fn concerns(news: &mut Receiver<News>, year: i32) -> bool {
    loop {
        match news.recv().await {
            Ok(News::Changed(of)) if of != year => {}
            // Who lagged behind missed something: look again.
            Ok(_) | Err(RecvError::Lagged(_)) => break,
            Err(RecvError::Closed) => return false,
        }
    }
    tokio::time::sleep(GATHER).await;
    *news = news.resubscribe();
    true
}
