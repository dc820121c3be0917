//! Many requests at once, or so many a second, and how long each took.

use std::{
    ops::{AddAssign, Range},
    time::{Duration, Instant},
};

use futures::{StreamExt, stream};

/// How long requests took, and all of them together.
#[derive(Default)]
pub(crate) struct Latencies {
    sorted: Vec<f64>,
    whole: Duration,
}

impl Latencies {
    fn new(mut seconds: Vec<f64>, whole: Duration) -> Self {
        seconds.sort_by(f64::total_cmp);
        Self { sorted: seconds, whole }
    }

    /// Requests a second.
    pub(crate) fn rate(&self) -> f64 {
        self.sorted.len() as f64 / self.whole.as_secs_f64()
    }

    /// This part of them took less, in seconds.
    pub(crate) fn part(&self, part: f64) -> f64 {
        let last = self.sorted.len() - 1;
        self.sorted[((last as f64 * part).ceil() as usize).min(last)]
    }
}

/// Those of another time.
impl AddAssign for Latencies {
    fn add_assign(&mut self, other: Self) {
        let seconds = [std::mem::take(&mut self.sorted), other.sorted].concat();
        *self = Self::new(seconds, self.whole + other.whole);
    }
}

/// Does each, `at_once` at any time: the next when one is done.
pub(crate) async fn as_fast_as_possible(
    at_once: usize,
    indices: Range<usize>,
    each: impl AsyncFn(usize),
) -> Latencies {
    let each = &each;
    let begun = Instant::now();
    let timed = async |index| {
        let begun = Instant::now();
        each(index).await;
        begun.elapsed().as_secs_f64()
    };
    let seconds = stream::iter(indices).map(timed).buffer_unordered(at_once).collect().await;
    Latencies::new(seconds, begun.elapsed())
}

/// Does each at its time, so many a second, however long the others take. What waits because the one before was late, waits from
/// its own time on.
pub(crate) async fn at_rate(rate: f64, indices: Range<usize>, each: impl AsyncFn(usize)) -> Latencies {
    let (each, first, count) = (&each, indices.start, indices.len());
    let begun = Instant::now();
    let its_time = |index: usize| begun + Duration::from_secs_f64((index - first) as f64 / rate);
    let due = async |index| {
        tokio::time::sleep_until(its_time(index).into()).await;
        index
    };
    let timed = async |index| {
        each(index).await;
        its_time(index).elapsed().as_secs_f64()
    };
    let seconds = stream::iter(indices).then(due).map(timed).buffer_unordered(count).collect().await;
    Latencies::new(seconds, begun.elapsed())
}
