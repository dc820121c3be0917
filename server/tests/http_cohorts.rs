//! Cohorts: chosen by participants, or assigned with invitations.

#![allow(clippy::unwrap_used)]

mod common;

use common::{
    TestServer, rng,
    survey::{Survey, form},
};
use http::Method;
use tacit_form::{
    Form,
    results::{AnalysisResult, Outcome, Results},
};
use tacit_protocol::{
    ids::Token,
    manifest::{Cohorts, CohortsBy, Manifest},
    phase::Phase,
    problem::ProblemKind,
    session::{CohortProgress, Created, Invited, Progress, SubmissionStatus},
};

fn cohorts(by: CohortsBy) -> impl FnOnce(&mut Manifest) {
    move |manifest| manifest.cohorts = Some(Cohorts { by, names: vec!["North".into(), "South".into()] })
}

fn tokens(count: usize) -> Vec<Token> {
    (0..count).map(|_| Token::random(&mut rng())).collect()
}

/// An open session, some invited to the North, as many to the South.
async fn assigned(server: &TestServer, each: usize) -> Survey {
    let mut survey = Survey::draft(server, form(), cohorts(CohortsBy::Invitation)).await;
    survey.send_create(server).await.json::<Created>(201);
    survey.tokens = tokens(2 * each);
    let (north, south) = survey.tokens.split_at(each);
    assert_eq!(survey.invite_to(server, north, 1).await.json::<Invited>(200).invited, each as u64);
    assert_eq!(survey.invite_to(server, south, 2).await.json::<Invited>(200).invited, 2 * each as u64);
    survey.set_phase(server, Phase::Open).await.json::<Progress>(200);
    survey
}

async fn status(server: &TestServer, survey: &Survey, token: &Token) -> SubmissionStatus {
    server.send_as(token, Method::GET, &survey.path("submission"), "", vec![]).await.json(200)
}

async fn progress(server: &TestServer, survey: &Survey) -> Vec<(Option<u64>, u64)> {
    let cohorts = survey.progress(server).await.cohorts;
    cohorts.iter().map(|CohortProgress { invited, submitted }| (*invited, *submitted)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn participants_choose_and_change_their_cohort() {
    let server = TestServer::start().await;
    let survey = Survey::open_with(&server, form(), 6, cohorts(CohortsBy::Participant)).await;
    assert_eq!(progress(&server, &survey).await, [(None, 0), (None, 0)]);
    for (token, cohort) in survey.tokens.iter().zip([1, 2, 1, 2, 1, 2]) {
        assert_eq!(status(&server, &survey, token).await.cohort, None);
        for none in [0, 3, u16::MAX] {
            let report = survey.aged_in(token, 1, 30, none);
            survey.submit(&server, token, &report).await.refused(ProblemKind::Malformed);
        }
        survey.submit(&server, token, &survey.aged_in(token, 1, 30, cohort)).await.ok(201);
        assert_eq!(status(&server, &survey, token).await.cohort, Some(cohort));
        let mut moved = survey.aged_in(token, 2, 30, cohort);
        moved.header.cohort = 3 - cohort;
        survey.submit(&server, token, &moved).await.refused(ProblemKind::Unsealable);
    }
    assert_eq!(progress(&server, &survey).await, [(None, 3), (None, 3)]);
    let token = &survey.tokens[0];
    survey.submit(&server, token, &survey.aged_in(token, 2, 31, 2)).await.ok(201);
    assert_eq!(status(&server, &survey, token).await.cohort, Some(2));
    assert_eq!(progress(&server, &survey).await, [(None, 2), (None, 4)]);
    let results = survey.compute(&server).await;
    assert_eq!((results.submitted, results.accepted), (6, 6));
    // Of the two in the North and the four in the South: all say an even age but one, so no group is opened.
    assert_eq!(sums(&results), [Some("181".into()), Some("60".into()), Some("121".into())]);
}

/// The sum of ages, of everybody and of each cohort.
fn sums(results: &Results) -> Vec<Option<String>> {
    let of_cohorts = results.cohorts.iter().map(|cohort| cohort.analyses.first());
    let all = std::iter::once(results.analyses.first()).chain(of_cohorts);
    let sum = |analysis: Option<&AnalysisResult>| match &analysis?.rows[0].outcome {
        Outcome::Sum(sum) => Some(sum.to_string()),
        _ => None,
    };
    all.map(sum).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn results_of_cohorts_are_opened_as_far_as_nobody_is_alone() {
    let server = TestServer::start().await;
    let names = ["A", "B", "C", "D"].map(str::to_owned).to_vec();
    let cohorts = Cohorts { by: CohortsBy::Participant, names };
    let survey = Survey::open_with(&server, form(), 10, |manifest| manifest.cohorts = Some(cohorts)).await;
    for (token, cohort) in survey.tokens.iter().zip([1, 1, 1, 1, 2, 2, 2, 3, 3, 4]) {
        survey
            .submit(&server, token, &survey.aged_in(token, 1, 10 * u32::from(cohort), cohort))
            .await
            .ok(201);
    }
    let results = survey.compute(&server).await;
    let found: Vec<_> = results.cohorts.iter().map(|cohort| (&cohort.name[..], cohort.accepted)).collect();
    assert_eq!(found, [("A", 4), ("B", 3), ("C", 2), ("D", 1)]);
    let some = |sum: &str| Some(sum.to_owned());
    assert_eq!(sums(&results), [some("200"), some("40"), some("60"), None, None], "C goes with D");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_sums_than_a_server_keeps_for_cohorts_are_refused() {
    let server = TestServer::start().await;
    let names = (0..1000).map(|number| number.to_string()).collect();
    let mut text = String::from("title = \"T\"\npurpose = \"P\"\n");
    for number in 0..401 {
        text += &format!(
            "[[field]]\nkey = \"x{number}\"\nkind = \"boolean\"\nlabel = \"X\"\n\
             [[analysis]]\nkind = \"frequency\"\nof = \"x{number}\"\n"
        );
    }
    let form = Form::from_toml(&text).unwrap();
    let cohorts = Cohorts { by: CohortsBy::Participant, names };
    let survey = Survey::draft(&server, form, |manifest| manifest.cohorts = Some(cohorts)).await;
    let problem = survey.send_create(&server).await.refused(ProblemKind::InvalidManifest);
    assert!(problem.detail.contains("Name fewer cohorts"), "{problem:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_invited_to_a_cohort_submits_as_no_other() {
    let server = TestServer::start().await;
    let survey = assigned(&server, 3).await;
    assert_eq!(progress(&server, &survey).await, [(Some(3), 0), (Some(3), 0)]);
    for (token, cohort) in survey.tokens.iter().zip([1, 1, 1, 2, 2]) {
        assert_eq!(status(&server, &survey, token).await.cohort, Some(cohort));
        let other = survey.aged_in(token, 1, 30, 3 - cohort);
        let problem = survey.submit(&server, token, &other).await.refused(ProblemKind::WrongCohort);
        assert!(problem.detail.contains("another cohort"), "{problem:?}");
        for none in [0, 3] {
            let report = survey.aged_in(token, 1, 30, none);
            survey.submit(&server, token, &report).await.refused(ProblemKind::Malformed);
        }
        let own = survey.aged_in(token, 1, 30, cohort);
        survey.submit(&server, token, &own).await.ok(201);
        survey.submit(&server, token, &own).await.ok(200);
        survey.submit(&server, token, &survey.aged_in(token, 2, 31, cohort)).await.ok(201);
        let back = survey.aged_in(token, 3, 30, 3 - cohort);
        survey.submit(&server, token, &back).await.refused(ProblemKind::WrongCohort);
        assert_eq!(status(&server, &survey, token).await.cohort, Some(cohort));
    }
    assert_eq!(progress(&server, &survey).await, [(Some(3), 3), (Some(3), 2)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn invitations_are_to_cohorts_that_there_are() {
    let server = TestServer::start().await;
    let survey = assigned(&server, 1).await;
    let more = tokens(2);
    for none in [0, 3, u16::MAX] {
        survey.invite_to(&server, &more, none).await.refused(ProblemKind::Malformed);
    }
    let both = [&survey.tokens[..1], &more].concat();
    survey.invite_to(&server, &both, 2).await.refused(ProblemKind::InvitationConflict);
    assert_eq!(survey.progress(&server).await.invited, 2, "nobody of them");
    assert_eq!(survey.invite_to(&server, &both, 1).await.json::<Invited>(200).invited, 4);
    assert_eq!(progress(&server, &survey).await, [(Some(3), 0), (Some(1), 0)]);

    for by in [None, Some(CohortsBy::Participant)] {
        let change = |manifest: &mut Manifest| by.into_iter().for_each(|by| cohorts(by)(manifest));
        let survey = Survey::open_with(&server, form(), 1, change).await;
        survey.invite_to(&server, &more, 1).await.refused(ProblemKind::Malformed);
        assert_eq!(survey.progress(&server).await.invited, 1);
    }
}
