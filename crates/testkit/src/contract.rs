//! What every [`Store`] keeps to, as one suite.
//!
//! [`store_contract!`](crate::store_contract) makes a test of each clause; [`run_all`] runs them one after another.

mod administration;
mod closing;
mod cohorts;
mod fixture;
mod give_up;
pub mod migration;
mod race;
mod reports;
mod results;
mod retention;
mod sessions;

use std::{any::Any, pin::Pin, sync::Arc};

use tacit_server::store::Store;

pub use administration::{
    a_deleted_session_is_gone, a_deleted_sessions_code_forgets_it, a_session_is_deleted_while_reports_come,
    all_offers_are_forgotten, all_sessions_are_listed, an_analysts_sessions_are_listed,
    closing_is_only_put_off, invitations_are_taken_back, keys_are_sealed_anew, revoking_while_reports_come,
    submissions_come_in_pages, the_key_check_is_set_once, the_list_id_is_claimed_once,
};
pub use closing::{
    batches_partition_the_frozen_set, freezing_keeps_the_newest_in_order, nobody_is_invited_after_the_close,
    nobody_submitted, the_frozen_set_stays, what_counts_can_be_proven,
};
pub use cohorts::{
    cohorts_are_counted_exactly_when_many_change, cohorts_follow_invitations_and_reports,
    nobody_is_invited_to_two_cohorts, vouchers_come_with_the_frozen_set,
};
pub use fixture::{Fixture, invitations};
pub use race::{racing_one_close, racing_pauses, racing_two_closes};
pub use reports::{
    counts_follow_the_reports, reports_are_stored_repeated_or_in_conflict, reports_need_an_invitation,
    reports_need_an_open_session, settled_reports_are_told_from_others, so_many_revisions_and_no_more,
    writers_of_one_participant_take_turns,
};
pub use results::{
    batch_records_are_written_once, batch_records_come_in_pages, published_results_are_written_once,
    purging_changes_nothing_but_leftovers, the_release_is_written_once,
};
pub use retention::{
    an_announced_deletion_is_taken_back, only_what_is_as_it_was_is_deleted, released_sessions_are_listed,
    the_time_is_noted, what_is_over_is_deleted_a_day_after_that_is_said,
};
pub use sessions::{
    a_code_makes_one_session, a_session_is_told_in_short, an_offer_makes_one_session,
    inviting_is_all_or_none, inviting_twice_counts_once, it_answers, many_at_once_exceed_no_limit,
    offers_expire, only_so_many_offers_wait, phases_go_the_allowed_way, places_hold_when_callers_go_away,
    places_hold_when_many_invite, usage_is_counted,
};

/// A store under test: one or more handles to the same data, as of several servers beside each other.
pub struct Subject {
    stores: Vec<Arc<dyn Store>>,
    finish: Pin<Box<dyn Future<Output = ()> + Send>>,
    // Last: what the stores live in, a folder or a process.
    _keep: Box<dyn Any + Send + Sync>,
}

impl Subject {
    /// `stores` holds at least one; `keep` lives as long as they do.
    pub fn new(stores: Vec<Arc<dyn Store>>, keep: impl Any + Send + Sync) -> Self {
        assert!(!stores.is_empty(), "a subject has a store");
        Self { stores, finish: Box::pin(async {}), _keep: Box::new(keep) }
    }

    /// What to await at the end.
    #[must_use]
    pub fn finally(mut self, finish: impl Future<Output = ()> + Send + 'static) -> Self {
        self.finish = Box::pin(finish);
        self
    }

    /// The first store.
    pub fn store(&self) -> &Arc<dyn Store> {
        self.beside(0)
    }

    /// One of the stores; the count starts again after the last.
    pub fn beside(&self, index: usize) -> &Arc<dyn Store> {
        &self.stores[index % self.stores.len()]
    }

    /// Lets go of the stores.
    pub async fn finish(self) {
        let Self { stores, finish, _keep } = self;
        drop(stores);
        finish.await;
    }
}

/// Calls a macro with the name of every clause.
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_clause {
    ($then:ident, $($with:tt)*) => {
        $crate::$then! { $($with)* ;
            it_answers
            offers_expire
            only_so_many_offers_wait
            an_offer_makes_one_session
            a_session_is_told_in_short
            a_code_makes_one_session
            usage_is_counted
            many_at_once_exceed_no_limit
            phases_go_the_allowed_way
            inviting_twice_counts_once
            inviting_is_all_or_none
            places_hold_when_many_invite
            places_hold_when_callers_go_away
            cohorts_follow_invitations_and_reports
            cohorts_are_counted_exactly_when_many_change
            nobody_is_invited_to_two_cohorts
            vouchers_come_with_the_frozen_set
            an_analysts_sessions_are_listed
            closing_is_only_put_off
            invitations_are_taken_back
            revoking_while_reports_come
            submissions_come_in_pages
            a_deleted_session_is_gone
            all_sessions_are_listed
            the_key_check_is_set_once
            the_list_id_is_claimed_once
            a_deleted_sessions_code_forgets_it
            the_time_is_noted
            what_is_over_is_deleted_a_day_after_that_is_said
            an_announced_deletion_is_taken_back
            only_what_is_as_it_was_is_deleted
            released_sessions_are_listed
            keys_are_sealed_anew
            all_offers_are_forgotten
            a_session_is_deleted_while_reports_come
            reports_are_stored_repeated_or_in_conflict
            reports_need_an_invitation
            reports_need_an_open_session
            settled_reports_are_told_from_others
            so_many_revisions_and_no_more
            counts_follow_the_reports
            writers_of_one_participant_take_turns
            freezing_keeps_the_newest_in_order
            the_frozen_set_stays
            nobody_submitted
            nobody_is_invited_after_the_close
            batches_partition_the_frozen_set
            what_counts_can_be_proven
            batch_records_are_written_once
            batch_records_come_in_pages
            the_release_is_written_once
            published_results_are_written_once
            purging_changes_nothing_but_leftovers
            racing_one_close
            racing_two_closes
            racing_pauses
        }
    };
}

/// Makes a `#[tokio::test]` of every clause. `$make` is an async function that answers a fresh [`Subject`], or `None`
/// if there is nothing to test against here, which it has reported.
#[macro_export]
macro_rules! store_contract {
    ($make:path) => {
        $crate::for_each_clause! { clause_tests, $make }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! clause_tests {
    ($make:path ; $($clause:ident)*) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $clause() {
                let subject: Option<$crate::contract::Subject> = $make().await;
                if let Some(subject) = subject {
                    $crate::contract::$clause(&subject).await;
                    subject.finish().await;
                }
            }
        )*
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! clause_calls {
    ($make:ident ; $($clause:ident)*) => {
        $({
            let subject = $make().await;
            $clause(&subject).await;
            subject.finish().await;
        })*
    };
}

/// Runs every clause on a subject of its own.
pub async fn run_all<F: Future<Output = Subject>>(make: impl Fn() -> F) {
    crate::for_each_clause! { clause_calls, make }
}
