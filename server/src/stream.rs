//! A connection that doesn't wait for ever for its other end to read, and ends so that this gets to read the last answer.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

use crate::drain::{self, Leftover};

/// How long a connection is kept after its last answer where the request wasn't read to its end.
const LINGER: Duration = Duration::from_secs(1);

/// A stream whose writing fails with [`io::ErrorKind::TimedOut`] when its other end takes too little of it: when it has kept us waiting
/// for longer than it may in all, where every byte that it takes makes up for some of that.
///
/// When it is shut down while there is a [`Leftover`], it throws away some more of what comes, for a moment, until its other end closes too:
/// a connection that is closed with something unread is reset, and the other end may lose the answer that it hasn't read yet.
pub(crate) struct Stream<S> {
    stream: S,
    patience: Patience,
    stuck: Option<(Instant, Pin<Box<Sleep>>)>,
    leftover: Leftover,
    /// How much more may be thrown away, and when it is over.
    lingers: Option<(usize, Pin<Box<Sleep>>)>,
}

/// How long a client may keep us waiting with what it is sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// Before anything is taken, and at most.
    most: Duration,
    /// What is left of it.
    left: Duration,
    /// How many bytes a second make up for the time that they take.
    rate: u32,
}

impl Patience {
    pub(crate) fn new(most: Duration, rate: u32) -> Self {
        Self { most, left: most, rate: rate.max(1) }
    }

    fn waited(&mut self, time: Duration) {
        self.left = self.left.saturating_sub(time);
    }

    fn taken(&mut self, bytes: usize) {
        let makes_up = Duration::from_secs_f64(bytes as f64 / f64::from(self.rate));
        self.left = self.left.saturating_add(makes_up).min(self.most);
    }
}

impl<S> Stream<S> {
    pub(crate) fn new(stream: S, patience: Patience, leftover: Leftover) -> Self {
        Self { stream, patience, stuck: None, leftover, lingers: None }
    }

    /// What came of an attempt to write so many bytes, or that the time for it is over.
    fn in_time<T>(
        &mut self,
        context: &mut Context<'_>,
        attempt: Poll<io::Result<T>>,
        bytes: impl Fn(&T) -> usize,
    ) -> Poll<io::Result<T>> {
        if let Poll::Ready(done) = attempt {
            if let Some((since, _)) = self.stuck.take() {
                self.patience.waited(since.elapsed());
            }
            self.patience.taken(done.as_ref().map_or(0, bytes));
            return Poll::Ready(done);
        }
        let left = self.patience.left;
        let (_, over) = self.stuck.get_or_insert_with(|| (Instant::now(), Box::pin(sleep(left))));
        ready!(over.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Stream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Stream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let attempt = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.in_time(context, attempt, |taken| *taken)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let attempt = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.in_time(context, attempt, |taken| *taken)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let attempt = Pin::new(&mut self.stream).poll_flush(context);
        self.in_time(context, attempt, |()| 0)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.lingers.is_none() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
            if !self.leftover.is_some() {
                return Poll::Ready(Ok(()));
            }
        }
        let Self { stream, lingers, .. } = &mut *self;
        let (left, over) = lingers.get_or_insert_with(|| (drain::MAX, Box::pin(sleep(LINGER))));
        let mut space = [0; 8 << 10];
        while *left > 0 {
            let mut some = ReadBuf::new(&mut space);
            match Pin::new(&mut *stream).poll_read(context, &mut some) {
                Poll::Ready(Ok(())) if !some.filled().is_empty() => {
                    *left = left.saturating_sub(some.filled().len())
                }
                // The other end has closed it, too, or is gone.
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending => break,
            }
        }
        over.as_mut().poll(context).map(Ok)
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt, duplex},
        time::advance,
    };

    use super::*;

    const MOST: Duration = Duration::from_secs(30);
    const RATE: u32 = 1024;

    /// How long somebody has who takes so many bytes every so often, of an answer that has no end.
    async fn served(bytes: usize, every: Duration) -> Duration {
        let (ours, mut theirs) = duplex(4096);
        let begun = Instant::now();
        let sending = tokio::spawn(async move {
            let mut stream = Stream::new(ours, Patience::new(MOST, RATE), Leftover::default());
            loop {
                if let Err(error) = stream.write_all(&[7; 1000]).await {
                    return (error.kind(), begun.elapsed());
                }
            }
        });
        let mut taken = vec![0; bytes];
        while !sending.is_finished() && begun.elapsed() < 40 * MOST {
            tokio::time::sleep(every).await;
            if theirs.read_exact(&mut taken).await.is_err() {
                break;
            }
        }
        if !sending.is_finished() {
            sending.abort();
            return begun.elapsed();
        }
        let (error, served) = sending.await.unwrap();
        assert_eq!(error, io::ErrorKind::TimedOut);
        served
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_a_little_now_and_then_is_served_no_longer_than_who_takes_nothing() {
        let second = Duration::from_secs(1);
        assert!(served(1, 29 * second).await <= 2 * MOST, "a byte every 29 seconds");
        assert!(served(100, second).await <= 2 * MOST, "a hundred bytes a second");
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_enough_on_average_is_served_to_the_end() {
        let second = Duration::from_secs(1);
        assert!(served(2000, second).await >= 40 * MOST, "the slowest phone");
        assert!(
            served(60_000, 25 * second).await >= 40 * MOST,
            "one that has no connection for most of the time"
        );
    }

    /// How much is taken of who sends so much and then closes, and how long the connection is kept for that.
    async fn thrown_away(sends: usize, leftover: Leftover) -> (usize, Duration) {
        let (ours, mut theirs) = duplex(4096);
        let sending = tokio::spawn(async move {
            let mut sent = 0;
            while sent < sends && theirs.write_all(&[7; 1024]).await.is_ok() {
                sent += 1024;
            }
            sent
        });
        let mut stream = Stream::new(ours, Patience::new(MOST, RATE), leftover);
        let begun = Instant::now();
        stream.shutdown().await.unwrap();
        drop(stream);
        (sending.await.unwrap(), begun.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_left_of_a_request_is_thrown_away_for_a_moment() {
        let leftover = || {
            let leftover = Leftover::default();
            leftover.note();
            leftover
        };
        assert_eq!(thrown_away(100 << 10, leftover()).await, (100 << 10, Duration::ZERO));
        let (taken, time) = thrown_away(usize::MAX, leftover()).await;
        assert!((drain::MAX..=drain::MAX + 16_384).contains(&taken), "{taken}");
        assert!(time >= LINGER && time < 2 * LINGER, "{time:?}");
        let (taken, time) = thrown_away(usize::MAX, Leftover::default()).await;
        assert!(taken <= 4096 && time.is_zero());
    }

    #[tokio::test(start_paused = true)]
    async fn time_in_which_nothing_was_to_be_taken_is_not_counted() {
        let (ours, mut theirs) = duplex(64);
        let mut stream = Stream::new(ours, Patience::new(MOST, RATE), Leftover::default());
        for _ in 0..10 {
            stream.write_all(&[7; 64]).await.unwrap();
            advance(2 * MOST).await;
            theirs.read_exact(&mut [0; 64]).await.unwrap();
        }
    }
}
