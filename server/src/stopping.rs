//! Being told to stop: what is under way is finished then, and whoever says so again needn't wait for that.

use std::{io, process, thread, time::Duration};

use tokio::{
    runtime,
    signal::unix::{Signal, SignalKind, signal},
    sync::oneshot,
};

/// As of what fails: requests may be unfinished.
const AT_ONCE: i32 = 1;

/// How long the line that says so may take.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// Hears SIGINT and SIGTERM from now on; the answer is ready once there was one. The next one ends the program at once, whatever it
/// does then: they are heard on a thread of their own, and nothing that was acknowledged needs to be written any more.
pub(crate) fn told_to_stop() -> io::Result<oneshot::Receiver<()>> {
    let hearing = runtime::Builder::new_current_thread().enable_io().build()?;
    let mut signals = {
        let _within = hearing.enter();
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?)
    };
    let (tell, told) = oneshot::channel();
    thread::Builder::new().name("signals".into()).spawn(move || {
        hearing.block_on(next(&mut signals));
        // Nobody listens if the server is about to end by itself.
        let _ = tell.send(());
        hearing.block_on(next(&mut signals));
        // Also if nobody reads what is logged.
        thread::spawn(|| {
            thread::sleep(LAST_WORDS);
            process::exit(AT_ONCE);
        });
        tracing::warn!("told to stop again: it ends at once; clients send again what is unfinished");
        process::exit(AT_ONCE);
    })?;
    Ok(told)
}

async fn next((interrupt, terminate): &mut (Signal, Signal)) {
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
}
