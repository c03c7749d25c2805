//! A connection: it is one of the limited number, and is closed when it sends nothing, before and after its first byte.
//!
//! hyper's own timer starts with a request's head, but while it still waits for the first bytes (to tell HTTP/1 from
//! HTTP/2) nothing ends the wait; and an HTTP/2 connection may idle for ever.

use crate::connections::{Connections, Place};
use axum_server::accept::Accept;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep};

/// Accepts connections while there is a place for them; their reads fail after `idle` without a byte.
#[derive(Debug, Clone)]
pub(crate) struct LimitedAcceptor {
    /// The longest silence.
    pub idle: Duration,
    /// The places.
    pub connections: Connections,
}

impl<S> Accept<TcpStream, S> for LimitedAcceptor {
    type Stream = IdleStream<TcpStream>;
    type Service = S;
    type Future = std::future::Ready<io::Result<(Self::Stream, S)>>;

    fn accept(&self, stream: TcpStream, service: S) -> Self::Future {
        let place = stream.peer_addr().and_then(|peer| {
            let place = self.connections.enter(peer.ip());
            place.ok_or_else(|| io::ErrorKind::ConnectionRefused.into())
        });
        std::future::ready(place.map(|place| {
            let stream = IdleStream {
                stream,
                idle: self.idle,
                limit: None,
                _place: Some(place),
            };
            (stream, service)
        }))
    }
}

/// A stream whose reads fail after a silence.
#[derive(Debug)]
pub(crate) struct IdleStream<I> {
    stream: I,
    idle: Duration,
    limit: Option<Pin<Box<Sleep>>>,
    /// Given back when the connection ends; none in a test.
    _place: Option<Place>,
}

impl<I: AsyncRead + Unpin> AsyncRead for IdleStream<I> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let idle = this.idle;
        if let Poll::Ready(read) = Pin::new(&mut this.stream).poll_read(cx, buffer) {
            if let Some(limit) = &mut this.limit {
                limit.as_mut().reset(Instant::now() + idle);
            }
            return Poll::Ready(read);
        }
        let limit = this.limit.get_or_insert_with(|| Box::pin(sleep(idle)));
        match limit.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for IdleStream<I> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(cx, bytes);
        // An answer on its way is life, too: only silence in both directions counts.
        if let (Poll::Ready(Ok(_)), Some(limit)) = (&written, &mut this.limit) {
            limit.as_mut().reset(Instant::now() + this.idle);
        }
        written
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test(start_paused = true)]
    async fn silence_ends_a_connection_and_bytes_keep_it() {
        let (mut theirs, ours) = tokio::io::duplex(64);
        let mut stream = IdleStream {
            stream: ours,
            idle: Duration::from_secs(10),
            limit: None,
            _place: None,
        };
        let begun = Instant::now();
        let reader = tokio::spawn(async move {
            let mut letter = [0];
            while stream.read_exact(&mut letter).await.is_ok() {}
            begun.elapsed()
        });
        for _ in 0..3 {
            sleep(Duration::from_secs(6)).await;
            theirs.write_all(b"x").await.expect("the other half reads");
        }
        let lived = reader.await.expect("the reader does not panic");
        assert!((27..=29).contains(&lived.as_secs()), "{lived:?}");
    }
}
