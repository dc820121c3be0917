//! The system's randomness.

use getrandom::SysRng;
use rand_core::UnwrapErr;

/// The operating system's source; it ends the process if that fails, since nothing secret can be made then.
pub fn system() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}
