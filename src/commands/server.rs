//! Serving pages until the program is asked to stop: what `serve` and `demo` share.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{self, Next};
use axum::response::Response;
use futures::StreamExt;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::{ListenOptions, StopSignal};
use crate::app::build_app;
use crate::pages::daily_round;
use crate::web::AppState;

/// What is in flight when the program is asked to stop may take this long; then it is given up.
const LONGEST_FAREWELL: Duration = Duration::from_secs(20);

/// A bound address, not yet answering.
#[derive(Debug)]
pub(super) struct Server {
    listener: TcpListener,
    address: String,
}

impl Server {
    /// Binds the address, so that one already in use is known before anything else is done.
    pub(super) async fn bind(options: &ListenOptions) -> anyhow::Result<Self> {
        let wanted = options.listen;
        let listener = TcpListener::bind(wanted).await.map_err(|cause| {
            if cause.kind() == std::io::ErrorKind::AddrInUse {
                anyhow::anyhow!("地址 {wanted} 已被占用：请先停掉占用它的程序，或用 --listen 换一个端口")
            } else {
                anyhow::anyhow!("不能在 {wanted} 上监听（{cause}）：请用 --listen 换一个地址或端口")
            }
        })?;
        let local = format!("http://{}", listener.local_addr()?);
        Ok(Self { listener, address: options.public_url.clone().unwrap_or(local) })
    }

    /// Where browsers find the program.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Answers and sweeps until `stop` comes, then finishes what is in flight. Event streams, which never end by themselves, are
    /// ended; what else takes too long is given up.
    pub(super) async fn run(self, state: AppState, stop: &mut StopSignal) -> anyhow::Result<()> {
        let listening = tokio::spawn(state.live.clone().listen(state.db.clone()));
        let sweeping = tokio::spawn(daily_round::run_for_ever(state.clone()));
        let (stopping, stopped) = watch::channel(false);
        let streams_end = middleware::from_fn_with_state(stopped.clone(), end_streams_at_stop);
        let app = build_app(state).layer(streams_end).into_make_service_with_connect_info::<SocketAddr>();
        let serving = axum::serve(self.listener, app).with_graceful_shutdown(when(stopped));
        let mut serving = tokio::spawn(serving.into_future());
        tokio::select! {
            ended = &mut serving => return Ok(ended??),
            () = stop.come() => {}
        }
        stopping.send_replace(true);
        if let Ok(ended) = tokio::time::timeout(LONGEST_FAREWELL, &mut serving).await {
            ended??;
        } else {
            tracing::warn!("a request was still in flight and is given up");
            serving.abort();
        }
        // A sweep cut off in the middle leaves nothing behind; the one at the next start catches up.
        sweeping.abort();
        listening.abort();
        Ok(())
    }
}

/// Completes when the program stops.
async fn when(mut stopped: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is a stop as well.
    let _ = stopped.wait_for(|stopped| *stopped).await;
}

/// Lets an event stream end when the program stops.
async fn end_streams_at_stop(
    axum::extract::State(stopped): axum::extract::State<watch::Receiver<bool>>,
    request: Request,
    next: Next,
) -> Response {
    let response = next.run(request).await;
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !content_type.is_some_and(|value| value.starts_with("text/event-stream")) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let until_stop = body.into_data_stream().take_until(Box::pin(when(stopped)));
    Response::from_parts(parts, Body::from_stream(until_stop))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::Router;
    use axum::response::IntoResponse;
    use axum::response::sse::{Event, Sse};
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    #[tokio::test]
    async fn an_event_stream_ends_when_the_program_stops() {
        let events = || async {
            let first = futures::stream::iter([Ok::<_, Infallible>(Event::default().data("changed"))]);
            Sse::new(first.chain(futures::stream::pending())).into_response()
        };
        let (stopping, stopped) = watch::channel(false);
        let app = Router::new()
            .route("/events", get(events))
            .layer(middleware::from_fn_with_state(stopped, end_streams_at_stop));
        let request = Request::get("/events").body(Body::empty()).unwrap();
        let mut body = app.oneshot(request).await.unwrap().into_body().into_data_stream();
        assert!(body.next().await.is_some(), "it streams while the program runs");
        stopping.send_replace(true);
        assert!(body.next().await.is_none());
    }
}
