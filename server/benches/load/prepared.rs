//! A session's submissions, made before: in a file, since a million of them are more than is to be kept in memory.

use std::{fs::File, io::Write, os::unix::fs::FileExt};

use rayon::prelude::*;
use tacit_protocol::{auth::bearer, codec::Encode, ids::Token, media};

use crate::common::{self, TestServer, survey::Survey};

/// How many participants one request invites.
const PAGE: usize = 5_000;

/// An open session, and a sealed report of each participant.
pub(crate) struct Prepared {
    pub(crate) survey: Survey,
    reports: File,
    /// Of each report, in bytes.
    pub(crate) length: usize,
}

impl Prepared {
    pub(crate) async fn new(server: &TestServer, submissions: usize) -> Self {
        let most = u32::try_from(submissions).unwrap();
        let mut survey = Survey::open_with(server, common::survey::form(), 0, |manifest| {
            manifest.max_participants = most;
        })
        .await;
        survey.tokens = (0..submissions).map(|_| Token::random(&mut common::rng())).collect();
        let mut reports = tempfile::tempfile().unwrap();
        let mut length = 0;
        for page in survey.tokens.chunks(PAGE) {
            survey.invite(server, page).await.ok(200);
            let sealed = page
                .par_iter()
                .enumerate()
                .map(|(index, token)| survey.aged(token, 1, (index % 100) as u32).get_encoded().unwrap());
            let sealed: Vec<Vec<u8>> = sealed.collect();
            length = sealed[0].len();
            reports.write_all(&sealed.concat()).unwrap();
        }
        Self { survey, reports, length }
    }

    /// One report.
    pub(crate) fn report(&self, index: usize) -> Vec<u8> {
        let mut report = vec![0; self.length];
        self.reports.read_exact_at(&mut report, (index * self.length) as u64).unwrap();
        report
    }

    /// The head of the request that submits it.
    pub(crate) fn head(&self, index: usize) -> String {
        let path = self.survey.path("submission");
        let authorization = bearer(&self.survey.tokens[index]);
        format!(
            "PUT {path} HTTP/1.1\r\nauthorization: {authorization}\r\ncontent-type: {}\r\n",
            media::REPORT
        )
    }
}
