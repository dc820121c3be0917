//! The page's steps, without a browser.

use std::rc::Rc;

use tacit_form::{Answers, Form};
use tacit_protocol::{
    ids::SessionId, manifest::Manifest, phase::Window, problem::ProblemKind, receipt::Receipt,
};
use tacit_web::entry::{COHORT, Entry, Unclear};
use tacit_web::model::{
    Action, BadLink, Failure, Focus, Membership, Model, Refusal, Standing, Survey, Task, View,
};

const FORM: &str = r#"
title = "Wages"
purpose = "To see them."
[[field]]
key = "wage"
kind = "number"
label = "Wage"
min = 0
max = 100
decimals = 2
[[analysis]]
kind = "mean"
of = "wage"
"#;

fn survey() -> Rc<Survey> {
    let form = Form::from_toml(FORM).expect("a valid form");
    let manifest = manifest(&form);
    let bytes = manifest.to_bytes().expect("a manifest in JSON");
    let session = SessionId::of_manifest(&bytes);
    let host = "survey.example".into();
    Rc::new(Survey { session, manifest, manifest_bytes: bytes.into(), host })
}

fn standing(window: Window) -> Standing {
    Standing { window, closes_at: None, extendable_until: None, receipt: None, membership: Membership::None }
}

fn receipt(revision: u32) -> Receipt {
    let session = survey().session;
    let digest = tacit_protocol::codec::Decode::get_decoded(&[7; 32]).expect("32 bytes");
    let participant = tacit_protocol::codec::Decode::get_decoded(&[8; 32]).expect("32 bytes");
    Receipt { session, participant, digest, revision, received_at: 1_790_000_000_000 }
}

fn loaded(window: Window) -> Model {
    Model::starting(View::Loading).apply(Action::Loaded(survey(), standing(window)))
}

fn checking() -> Model {
    loaded(Window::Open)
        .apply(Action::Typed("wage".into()))
        .apply(Action::Continue(Answers::from([("wage", "7.10")]).into()))
}

fn sealing() -> Model {
    checking().apply(Action::Submit)
}

#[test]
fn the_window_decides_what_is_shown_first() {
    for (window, view) in [
        (Window::Open, View::Form),
        (Window::NotYetOpen, View::NotYetOpen),
        (Window::Paused, View::Paused),
        (Window::Closed, View::Closed),
    ] {
        assert_eq!(loaded(window).view(), view);
    }
}

#[test]
fn from_the_form_to_the_receipt() {
    let model = checking();
    assert_eq!((model.view(), model.unsent()), (View::Check, true));
    let model = model.apply(Action::Submit);
    assert_eq!((model.view(), model.unsent()), (View::Sealing, true));
    let model = model.apply(Action::Acknowledged(receipt(1)));
    assert_eq!((model.view(), model.unsent()), (View::Submitted, false));
    assert_eq!(model.next_revision(), 2);
    assert!(model.valid().is_none());
    assert_eq!(model.apply(Action::Again).view(), View::Form);
}

#[test]
fn errors_keep_the_form_and_take_the_focus() {
    let model = loaded(Window::Open).apply(Action::Continue(Answers::from([("wage", "100.01")]).into()));
    assert_eq!((model.view(), model.focus()), (View::Form, &Focus::Summary));
    assert_eq!(model.errors().len(), 1);
    let model = model.apply(Action::Continue(Answers::from([("wage", "100")]).into()));
    assert_eq!(model.view(), View::Check);
    assert!(model.errors().is_empty());
}

#[test]
fn an_unclear_number_is_settled_first() {
    let unclear = Unclear {
        key: "wage".into(),
        typed: "1.500".into(),
        thousands: "1500".into(),
        decimals: "1.500".into(),
        separator: '.',
    };
    let entry = Entry { answers: Answers::new(), unclear: vec![unclear], cohort: None };
    let model = loaded(Window::Open).apply(Action::Continue(entry));
    assert_eq!((model.view(), model.focus()), (View::Form, &Focus::Summary));
    assert!(model.errors().is_empty(), "asked and refused at once");
    assert_eq!(model.unclear().len(), 1);
    assert!(model.valid().is_none());

    let other = model.apply(Action::Typed("other".into()));
    assert!(other.unclear().len() == 1 && other.minds_typing("wage") && !other.minds_typing("other"));
    let typed = other.apply(Action::Typed("wage".into()));
    assert!(typed.unclear().is_empty() && !typed.minds_typing("wage"));
    let model = typed.apply(Action::Continue(Answers::from([("wage", "1.5")]).into()));
    assert_eq!(model.view(), View::Check);
}

#[test]
fn answers_from_a_file_are_unsent_and_not_yet_wrong() {
    let model = loaded(Window::Open).apply(Action::Continue(Answers::from([("wage", "100.01")]).into()));
    let model = model.apply(Action::Imported);
    assert_eq!((model.view(), model.focus(), model.unsent()), (View::Form, &Focus::Stay, true));
    assert!(model.errors().is_empty() && model.unclear().is_empty());
    assert!(!loaded(Window::Closed).apply(Action::Imported).unsent());
}

#[test]
fn a_change_goes_to_its_field() {
    let model = checking().apply(Action::Change("wage".into()));
    assert_eq!((model.view(), model.focus()), (View::Form, &Focus::Field("wage".into())));
    assert!(model.unsent());
}

#[test]
fn an_unreachable_server_loses_nothing() {
    let model = sealing().apply(Action::SubmitFailed(Failure::Unreachable));
    assert_eq!(model.view(), View::Unreachable(Task::Submit));
    assert!(model.unsent() && model.valid().is_some());
    let again = model.apply(Action::Retry);
    assert_eq!(again.view(), View::Sealing);
    assert!(again.attempt() > model.attempt());
    assert_eq!(model.apply(Action::Back).view(), View::Form);
}

#[test]
fn a_failed_load_can_be_retried() {
    let model = Model::starting(View::Loading).apply(Action::LoadFailed(Failure::Unreachable));
    assert_eq!(model.view(), View::Unreachable(Task::Load));
    assert_eq!(model.apply(Action::Retry).view(), View::Loading);
}

#[test]
fn a_swapped_manifest_shows_nothing_of_it() {
    let model = Model::starting(View::Loading).apply(Action::LoadFailed(Failure::Swapped));
    assert_eq!(model.view(), View::Swapped);
    assert!(model.survey().is_none());
    for action in [Action::Retry, Action::Again, Action::Continue(Answers::new().into()), Action::Submit] {
        assert_eq!(model.apply(action).view(), View::Swapped);
    }
}

#[test]
fn a_pause_while_submitting_comes_back_to_the_check() {
    let model = sealing().apply(Action::NotTaken(standing(Window::Paused)));
    assert_eq!(model.view(), View::Paused);
    assert!(model.waiting() && model.unsent());
    assert_eq!(model.apply(Action::Rechecked(standing(Window::Paused))), model.apply(Action::Retry));
    assert_eq!(model.apply(Action::Rechecked(standing(Window::Open))).view(), View::Check);
}

#[test]
fn a_close_while_submitting_is_final() {
    let model = sealing().apply(Action::NotTaken(standing(Window::Closed)));
    assert_eq!(model.view(), View::Closed);
    assert!(!model.unsent() && model.valid().is_none() && model.late());
    assert!(!loaded(Window::Closed).late());
    let waited = sealing().apply(Action::NotTaken(standing(Window::Paused)));
    let model = waited.apply(Action::Rechecked(standing(Window::Closed)));
    assert!(!waited.late() && !model.unsent() && model.late());
}

#[test]
fn a_close_that_may_be_put_off_is_waited_for() {
    let lapsed = Standing { extendable_until: Some(9), closes_at: Some(5), ..standing(Window::Closed) };
    let model = sealing().apply(Action::NotTaken(lapsed));
    assert_eq!((model.view(), model.extendable_until()), (View::Lapsed, Some(9)));
    assert!(model.waiting() && model.unsent() && model.valid().is_some() && !model.late());
    let put_off = Standing { closes_at: Some(8), ..standing(Window::Open) };
    let open = model.apply(Action::Rechecked(put_off));
    assert_eq!((open.view(), open.closes_at(), open.extendable_until()), (View::Check, Some(8), None));
    let closed = model.apply(Action::Rechecked(standing(Window::Closed)));
    assert_eq!(closed.view(), View::Closed);
    assert!(closed.late() && !closed.unsent());
}

#[test]
fn what_was_submitted_elsewhere_is_not_replaced_unasked() {
    let newer = |window| Standing { receipt: Some(receipt(1)), ..standing(window) };
    assert!(sealing().apply(Action::NotTaken(newer(Window::Open))).overtaken());
    let paused = sealing().apply(Action::NotTaken(standing(Window::Paused)));
    let open = paused.apply(Action::Rechecked(newer(Window::Open)));
    assert_eq!((open.view(), open.overtaken(), open.next_revision()), (View::Check, true, 2));
    assert!(!paused.apply(Action::Rechecked(standing(Window::Open))).overtaken());
}

#[test]
fn waiting_ends_with_the_form_or_the_close() {
    let model = loaded(Window::NotYetOpen);
    assert!(model.waiting());
    assert_eq!(model.apply(Action::Rechecked(standing(Window::Open))).view(), View::Form);
    assert_eq!(model.apply(Action::Rechecked(standing(Window::Closed))).view(), View::Closed);
}

#[test]
fn while_waiting_an_unreachable_server_is_said_and_asked_again() {
    for window in [Window::NotYetOpen, Window::Paused] {
        let waiting = loaded(window);
        assert!(!waiting.unheard());
        let model = waiting.apply(Action::RecheckFailed(Failure::Unreachable));
        assert_eq!((model.view(), model.focus()), (waiting.view(), &Focus::Stay));
        assert!(model.unheard() && model.waiting());
        let model =
            model.apply(Action::RecheckFailed(Failure::Refused(Refusal::Problem(ProblemKind::Unavailable))));
        assert!(model.unheard() && model.waiting());
        assert!(!model.apply(Action::Rechecked(standing(window))).unheard());
        assert_eq!(model.apply(Action::Rechecked(standing(Window::Open))).view(), View::Form);
    }
}

#[test]
fn while_waiting_a_server_that_knows_better_ends_it() {
    let waiting = loaded(Window::Paused);
    assert_eq!(waiting.apply(Action::RecheckFailed(Failure::UnknownToken)).view(), View::UnknownToken);
    assert_eq!(waiting.apply(Action::RecheckFailed(Failure::UnknownSession)).view(), View::UnknownSession);
}

#[test]
fn the_way_back_leads_to_the_form_until_it_is_submitted() {
    assert!(!loaded(Window::Open).past_the_form());
    assert!(checking().past_the_form() && sealing().past_the_form());
    let failed = sealing().apply(Action::SubmitFailed(Failure::Unreachable));
    assert!(failed.past_the_form());
    assert_eq!(failed.apply(Action::Back).view(), View::Form);
    assert!(!checking().apply(Action::Back).past_the_form());
    assert!(!sealing().apply(Action::Acknowledged(receipt(1))).past_the_form());
}

#[test]
fn a_known_receipt_is_kept_and_numbers_the_next() {
    let standing = |window| Standing { receipt: Some(receipt(3)), ..standing(window) };
    let model = Model::starting(View::Loading).apply(Action::Loaded(survey(), standing(Window::Open)));
    assert_eq!(model.next_revision(), 4);
    let model = Model::starting(View::Loading).apply(Action::Loaded(survey(), standing(Window::Closed)));
    assert_eq!(model.receipt().map(|receipt| receipt.revision), Some(3));
}

#[test]
fn late_answers_do_no_harm() {
    let model = loaded(Window::Open);
    for action in [
        Action::Loaded(survey(), standing(Window::Closed)),
        Action::LoadFailed(Failure::Unreachable),
        Action::Rechecked(standing(Window::Closed)),
        Action::RecheckFailed(Failure::UnknownToken),
        Action::Acknowledged(receipt(1)),
        Action::SubmitFailed(Failure::Unreachable),
        Action::Submit,
    ] {
        assert_eq!(model.apply(action).view(), View::Form);
    }
}

#[test]
fn every_view_has_a_name_of_its_own() {
    let views = [
        View::Landing,
        View::Loading,
        View::BadLink(BadLink::Token),
        View::UnknownSession,
        View::UnknownToken,
        View::Swapped,
        View::Unreachable(Task::Load),
        View::NotYetOpen,
        View::Paused,
        View::Lapsed,
        View::Closed,
        View::Form,
        View::Check,
        View::Sealing,
        View::Submitted,
    ];
    let names: std::collections::BTreeSet<_> = views.iter().map(|view| view.name()).collect();
    assert_eq!(names.len(), views.len());
}

fn manifest(form: &Form) -> Manifest {
    use tacit_envelope::{sealing::SealingKey, signing::SigningKey};
    use tacit_protocol::manifest::{Admission, AnalystParty, ServerParty};
    let (signing_key, sealing_key) =
        (SigningKey::from_seed(&[1; 32]).public(), SealingKey::from_seed(&[2; 32]).public());
    Manifest {
        version: tacit_protocol::VERSION,
        form: form.clone(),
        analyst: AnalystParty { name: "Ada".into(), signing_key, sealing_key },
        server: ServerParty { name: None, signing_key, sealing_key },
        admission: Admission::Invitation,
        max_participants: 10,
        threshold: 5,
        opens_at: None,
        closes_at: None,
        extendable_until: None,
        cohorts: None,
        epsilon: None,
        verify_key_hash: [3; 32],
    }
}

fn practising() -> Model {
    loaded(Window::Open).apply(Action::Typed("wage".into())).apply(Action::Practise)
}

#[test]
fn a_practice_ends_before_anything_is_sent() {
    let practice = practising();
    assert!(practice.practising() && practice.unsent(), "what was typed before it is still unsent");
    let checking = practice.apply(Action::Continue(Answers::from([("wage", "1.00")]).into()));
    assert_eq!(checking.view(), View::Check);
    let sealing = checking.apply(Action::Submit);
    assert_eq!(sealing.view(), View::Sealing);
    // A late acknowledgement can't be the practice's.
    assert_eq!(sealing.apply(Action::Acknowledged(receipt(1))).view(), View::Sealing);
    let done = sealing.apply(Action::Practised);
    assert_eq!(done.view(), View::Practised);
    assert!(done.past_the_form() && done.receipt().is_none());
    assert_eq!(done.apply(Action::Back).view(), View::Form);
    assert_eq!(done.apply(Action::Submit).view(), View::Practised);
}

#[test]
fn leaving_a_practice_forgets_it() {
    let practice = practising().apply(Action::Continue(Answers::from([("wage", "1.00")]).into()));
    let after = practice.apply(Action::LeavePractice);
    assert_eq!((after.view(), after.practising(), after.unsent()), (View::Form, false, true));
    assert!(after.valid().is_none() && after.steps() > practice.steps());
    assert_eq!(after.apply(Action::LeavePractice).view(), View::Form);
    let checked = self::checking();
    assert_eq!(checked.apply(Action::Practise).view(), View::Check, "only the form leads to it");
    assert_eq!(sealing().apply(Action::Practised).view(), View::Sealing);
}

#[test]
fn a_practice_without_answers_before_it_can_be_closed() {
    let practice = loaded(Window::Open).apply(Action::Practise).apply(Action::Typed("wage".into()));
    assert!(!practice.unsent());
}

#[test]
fn doubtful_answers_are_asked_about() {
    let text = FORM.replace(
        "[[analysis]]",
        "[[check]]\nlevel = \"warning\"\nrule = \"wage >= 7\"\nmessage = \"That is little.\"\n[[analysis]]",
    );
    let form = Form::from_toml(&text).expect("a valid form");
    let survey = Survey { manifest: manifest(&form), ..(*survey()).clone() };
    let begun = Model::starting(View::Loading)
        .apply(Action::Loaded(Rc::new(survey), standing(Window::Open)))
        .apply(Action::Continue(Answers::from([("wage", "6.99")]).into()));
    assert_eq!((begun.view(), begun.doubts().len(), begun.confirmed()), (View::Check, 1, false));
    let refused = begun.apply(Action::Submit);
    assert_eq!(
        (refused.view(), refused.focus(), refused.unconfirmed()),
        (View::Check, &Focus::Confirmation, true)
    );
    let confirmed = refused.apply(Action::Confirm(true));
    assert!(confirmed.confirmed() && !confirmed.unconfirmed());
    assert_eq!(confirmed.apply(Action::Submit).view(), View::Sealing);
    assert_eq!(confirmed.apply(Action::Confirm(false)).apply(Action::Submit).view(), View::Check);

    // Other answers, other doubts.
    let again =
        confirmed.apply(Action::Back).apply(Action::Continue(Answers::from([("wage", "1.00")]).into()));
    assert!(!again.confirmed());
    let fine =
        confirmed.apply(Action::Back).apply(Action::Continue(Answers::from([("wage", "7.00")]).into()));
    assert!(fine.doubts().is_empty());
    assert_eq!(fine.apply(Action::Submit).view(), View::Sealing);
}

fn with_cohorts(membership: Membership) -> Model {
    let (mut survey, none) = (Survey::clone(&survey()), standing(Window::Open));
    let names = ["Retail", "Finance"].map(str::to_owned).to_vec();
    survey.manifest.cohorts = Some(tacit_protocol::manifest::Cohorts {
        by: tacit_protocol::manifest::CohortsBy::Participant,
        names,
    });
    Model::starting(View::Loading).apply(Action::Loaded(Rc::new(survey), Standing { membership, ..none }))
}

fn entered(cohort: Option<u16>) -> Action {
    Action::Continue(Entry { cohort, ..Answers::from([("wage", "1")]).into() })
}

#[test]
fn a_cohort_has_to_be_chosen() {
    let model = with_cohorts(Membership::Chosen(None));
    for nothing in [None, Some(0), Some(3)] {
        let model = model.apply(entered(nothing));
        assert_eq!((model.view(), model.focus()), (View::Form, &Focus::Summary), "{nothing:?}");
        assert!(model.without_cohort() && model.minds_typing(COHORT) && model.valid().is_none());
        assert!(!model.apply(Action::Typed(COHORT.into())).without_cohort());
    }
    let model = model.apply(entered(Some(2)));
    assert_eq!((model.view(), model.cohort(), model.cohort_name()), (View::Check, 2, Some("Finance")));
    assert_eq!(model.submitted_cohort(), None);
    let model = model.apply(Action::Submit).apply(Action::Acknowledged(receipt(1)));
    assert_eq!(model.submitted_cohort(), Some("Finance"));
    // The same again unless another is chosen.
    let again = model.apply(Action::Again);
    assert_eq!(again.apply(entered(None)).cohort(), 2);
    assert_eq!(again.apply(entered(Some(1))).cohort_name(), Some("Retail"));
}

#[test]
fn an_assigned_cohort_stays() {
    let model = with_cohorts(Membership::Assigned(1)).apply(entered(Some(2)));
    assert_eq!((model.view(), model.cohort_name()), (View::Check, Some("Retail")));
    assert_eq!(model.submitted_cohort(), Some("Retail"));
    let practice = with_cohorts(Membership::Assigned(1)).apply(Action::Practise).apply(entered(None));
    assert_eq!((practice.view(), practice.cohort()), (View::Check, 1));
}
