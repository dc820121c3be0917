//! The leader: stores sealed reports, serves the page, computes with the analyst.
//!
//! The HTTP interface is §10 of `docs/PROTOCOL.md`. A request passes the limits and headers of [`router()`] and ends
//! in one function of `handlers`. What is remembered goes through [`store::Store`]; what is secret, through
//! `session`. Refusals are [`tacit_protocol::problem`]s.
//!
//! To run a server: open a store, make an [`App`], and [`serve()`] it.

mod admin;
mod admission;
mod answer;
mod api;
mod app;
mod bodies;
pub mod clock;
pub mod config;
mod counting;
mod crowd;
mod deadline;
mod drain;
mod flights;
mod handlers;
mod head;
mod master_key;
mod metrics;
mod migration;
mod peer;
mod places;
mod presence;
mod problem;
mod rates;
mod readiness;
mod released;
mod request;
mod retention;
mod room;
mod rotation;
mod router;
mod serve;
mod session;
mod site;
mod steadiness;
pub mod store;
mod stream;
mod sweep;
pub mod telemetry;
mod tls;
mod trusted_time;
mod unread;
mod workers;

pub use api::{openapi, problem_list};
pub use app::{App, StartError};
pub use master_key::{StoreKeyError, check_master_key, prepare_master_key};
pub use migration::{MigrationError, MigrationProgress, give_up, give_up_without_target, migrate};
pub use peer::Proxies;
pub use released::{
    ReleasedError, ReleasedList, StoreListError, begin_list, check_list, check_list_of_copy, prepare_list,
    released_list,
};
pub use retention::{Retained, retain};
pub use rotation::{Rotated, RotationError, rotate_master_key};
pub use router::router;
pub use serve::{ServeError, serve, serve_operators};
pub use session::keys::{MasterKeyError, read_master_key};
pub use site::Site;
pub use steadiness::agrees;
pub use sweep::renew;
pub use tls::{Tls, TlsError};
pub use trusted_time::TrustedTime;
