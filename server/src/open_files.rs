//! How many files and connections the system lets this program have open at once.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What is open besides participants' connections: the store's files or connections, operators' connections, logs.
const BESIDES: u64 = 256;

/// Takes as many as the system grants, and says so if that is fewer than `connections` may need.
pub(crate) fn allow(connections: usize) {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let raised = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum }).is_ok();
    let open = if raised { maximum } else { current };
    if let Some(open) = open.filter(|open| *open < connections as u64 + BESIDES) {
        tracing::warn!(
            open,
            "the system lets this program have fewer files and connections open than `max-connections` may need: raise its limit \
             (LimitNOFILE, ulimit -n) or lower that"
        );
    }
}
