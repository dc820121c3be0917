//! `create`: from a form to a session on the server.

use std::{collections::HashSet, fmt, fs, path::PathBuf};

use tacit_client::{AnalystClient, ClientError};
use tacit_envelope::{
    keyfile::AnalystSecret,
    sealing::{Role, seal},
};
use tacit_form::{Epsilon, Form};
use tacit_protocol::{
    VERSION,
    ids::{ProcessId, SessionId},
    manifest::{
        Admission, AnalystParty, Cohorts, CohortsBy, MAX_COHORT_CHARS, MAX_COHORTS, MAX_NAME_CHARS, Manifest,
        ServerParty, is_name, verify_key_hash,
    },
    origin::Origin,
    phase::Phase,
    problem::ProblemKind,
    session::{CreateSession, Offer},
};

use tacit_tally::{Circuit, noise::Noise};

use super::{Remembered, Session, Sessions};
use crate::{
    context::Context,
    error::Error,
    form,
    keyfile::Stamp,
    random,
    reach::Reach,
    time::{self, Moment},
    ui::Keyboard,
};

/// What a session is to be.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The form's file.
    pub form: PathBuf,
    /// Who asks, as participants read it.
    pub name: String,
    /// The most participants.
    pub max_participants: u32,
    /// No value is computed from fewer answers.
    pub threshold: u32,
    /// The privacy budget, if noise is to be added.
    pub epsilon: Option<Epsilon>,
    /// From when.
    pub opens: Option<Moment>,
    /// Until when.
    pub closes: Option<Moment>,
    /// Up to when that can be put off.
    pub extendable_until: Option<Moment>,
    /// The cohorts.
    pub cohorts: Groups,
    /// Not to be opened yet.
    pub draft: bool,
    /// What the server's operator gave out for it.
    pub code: Option<Code>,
}

/// A code with which a session may be created on a server that asks for one. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Code(String);

impl From<&str> for Code {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(_)")
    }
}

/// The cohorts of a session; none are named: it has none.
#[derive(Clone, Debug)]
pub struct Groups {
    /// Names, the first ones.
    pub names: Vec<String>,
    /// A file with more, one a line; blank lines don't matter.
    pub file: Option<PathBuf>,
    /// Who says which one somebody is of.
    pub by: CohortsBy,
}

/// What the server offers for a session, and what it takes to take that up.
pub struct Offered {
    server: Origin,
    secret: AnalystSecret,
    key: Stamp,
    sessions: Sessions,
    client: AnalystClient,
    reach: Reach,
    offer: Offer,
}

impl Offered {
    /// Asks the server, for this key; asks whoever is at the keyboard for a code, if the server wants one or another. Whoever
    /// doesn't take the offer up leaves nothing behind, and can use the code again.
    pub async fn ask(
        context: &Context,
        (secret, key): (AnalystSecret, Stamp),
        code: Option<&Code>,
        mut keyboard: Option<&mut Keyboard>,
    ) -> Result<Self, Error> {
        // Before anything is made: a list that can't be read couldn't remember it.
        let sessions = context.sessions()?;
        let server = context.server.clone().unwrap_or_else(Context::default_server);
        let client = AnalystClient::new(&server, secret.signing());
        let reach = context.reach(&server);
        let mut code = code.cloned();
        let offer = loop {
            let text = code.as_ref().map(|code| code.0.as_str());
            match (reach.call(|| client.offer(text)).await, &mut keyboard) {
                (Err(error), Some(keyboard)) if wants_code(&error) => {
                    if code.is_some() {
                        context.ui.say(&error.to_string());
                    }
                    let question = "Code for a session on this server, from whoever runs it";
                    code = Some(keyboard.ask(&context.ui, question, "").await?.as_str().into());
                }
                (offer, _) => break offer?,
            }
        };
        Ok(Self { server, secret, key, sessions, client, reach, offer })
    }

    /// Who runs the server and where it is, for people.
    pub fn operator(&self) -> String {
        match &self.offer.name {
            Some(name) => format!("run by {name}, as they call themselves, at {}", self.server),
            None => format!("at {}; who runs it, it doesn't say", self.server),
        }
    }
}

fn wants_code(error: &ClientError) -> bool {
    error.is(ProblemKind::CodeRequired) || error.is(ProblemKind::UnknownCode)
}

/// Makes the session, by an offer of which its analyst was told or by a new one; remembers it, and opens it unless it is to
/// stay a draft.
pub async fn create(context: &Context, plan: &Plan, offered: Option<Offered>) -> Result<SessionId, Error> {
    check_options(plan)?;
    let (form, circuit) = form::read(&plan.form, plan.max_participants)?;
    let cohorts = plan.cohorts.read()?;
    let number = cohorts.as_ref().map_or(0, |cohorts| cohorts.names.len());
    check_cohorts(&circuit, number).map_err(Error::Usage)?;
    if let Some(epsilon) = plan.epsilon {
        Noise::new(&circuit, epsilon, number > 0, plan.max_participants)?;
    }
    let is_told = offered.is_some();
    let offered = match offered {
        Some(offered) => offered,
        None => Offered::ask(context, context.secret()?, plan.code.as_ref(), None).await?,
    };
    if !is_told && offered.offer.name.is_some() {
        context.ui.say(&format!("The server is {}", offered.operator()));
    }
    let Offered { server, secret, key, mut sessions, client, reach, offer } = offered;
    let title = form.title().to_owned();
    let manifest = compose(plan, form, cohorts, &secret, &offer);
    let bytes = manifest.to_bytes()?;
    let manifest = Manifest::from_bytes(&bytes)?;
    let session = SessionId::of_manifest(&bytes);
    let verify_key = secret.verify_key(&offer.sealing_key);
    let sealed = seal(
        &mut random::system(),
        &offer.sealing_key,
        Role::VerifyKey,
        session.as_bytes(),
        verify_key.as_slice(),
    );
    key.check()?;
    let request = CreateSession { offer: offer.offer, manifest: bytes, verify_key: sealed };
    let created = reach.call(|| client.create(&request)).await?;
    if created.session != session {
        return Err(Error::dishonest("id for the new session isn't its manifest's hash"));
    }
    sessions.remember(&Remembered {
        session,
        title,
        server: server.clone(),
        invited: Some(0),
        offset: plan.closes.map(|closes| closes.offset),
        closed: None,
        asked: None,
    })?;
    let process = ProcessId::random(&mut random::system());
    let made = Session {
        id: session,
        manifest,
        manifest_bytes: request.manifest,
        client,
        reach,
        server,
        secret,
        key,
        process,
    };
    if !plan.draft {
        made.reach.call(|| made.client.set_phase(&session, Phase::Open)).await?;
    }
    explain(context, &made, plan.draft);
    Ok(session)
}

/// Whether there can be so many cohorts of this form's results; else what to do.
pub(super) fn check_cohorts(circuit: &Circuit, number: usize) -> Result<(), String> {
    if number > MAX_COHORTS {
        return Err(format!(
            "{number} cohorts are too many: a session has {MAX_COHORTS} at most. Name fewer."
        ));
    }
    tacit_tally::cohorts::check(circuit, number).map_err(|error| error.to_string())
}

/// Whether these can be the names of cohorts; else what is wrong with the first that can't.
pub(super) fn check_names(names: &[String]) -> Result<(), String> {
    let mut different = HashSet::new();
    for name in names {
        if name.is_empty() || name.trim() != name || name.chars().any(char::is_control) {
            return Err(format!(
                "{name:?} is no cohort's name. Write it in one line, without white space around it."
            ));
        }
        if name.chars().count() > MAX_COHORT_CHARS {
            return Err(format!(
                "{name:?} is too long for a cohort's name. Write at most {MAX_COHORT_CHARS} characters."
            ));
        }
        if !different.insert(name) {
            return Err(format!("the cohort {name:?} is named twice. Give each a name of its own."));
        }
    }
    Ok(())
}

/// Whether anything could ever be shown of so many people; else what to do.
pub fn check_threshold(threshold: u32, max_participants: u32) -> Result<(), Error> {
    match threshold > max_participants {
        false => Ok(()),
        true => Err(Error::Usage(format!(
            "--threshold {threshold} is more than --max-participants {max_participants}, so nothing could ever be shown. Choose a \
             smaller --threshold or a larger --max-participants."
        ))),
    }
}

/// What the manifest's own rules would refuse, in the words of the command line.
fn check_options(plan: &Plan) -> Result<(), Error> {
    let usage =
        |wrong: bool, text: &dyn Fn() -> String| if wrong { Err(Error::Usage(text())) } else { Ok(()) };
    usage(!is_name(&plan.name), &|| {
        format!(
            "--name must have 1 to {MAX_NAME_CHARS} characters in one line. It tells participants who asks."
        )
    })?;
    check_threshold(plan.threshold, plan.max_participants)?;
    usage(plan.opens.zip(plan.closes).is_some_and(|(opens, closes)| opens.at >= closes.at), &|| {
        "--closes must be a time after --opens.".into()
    })?;
    usage(plan.closes.is_some_and(|closes| closes.at <= time::now()), &|| {
        "--closes is a time that is past, so nobody could submit. Choose a later one.".into()
    })?;
    let extends = |latest: Moment| plan.closes.is_none_or(|closes| closes.at >= latest.at);
    usage(plan.extendable_until.is_some_and(extends), &|| {
        "--extendable-until must be a time after --closes, which there must be.".into()
    })
}

fn compose(
    plan: &Plan,
    form: Form,
    cohorts: Option<Cohorts>,
    secret: &AnalystSecret,
    offer: &Offer,
) -> Manifest {
    let public = secret.public();
    Manifest {
        version: VERSION,
        form,
        analyst: AnalystParty {
            name: plan.name.clone(),
            signing_key: public.signing,
            sealing_key: public.sealing,
        },
        server: ServerParty {
            name: offer.name.clone(),
            signing_key: offer.signing_key,
            sealing_key: offer.sealing_key,
        },
        admission: Admission::Invitation,
        max_participants: plan.max_participants,
        threshold: plan.threshold,
        epsilon: plan.epsilon,
        opens_at: plan.opens.map(|opens| opens.at),
        closes_at: plan.closes.map(|closes| closes.at),
        extendable_until: plan.extendable_until.map(|latest| latest.at),
        cohorts,
        verify_key_hash: verify_key_hash(&secret.verify_key(&offer.sealing_key)),
    }
}

impl Groups {
    fn read(&self) -> Result<Option<Cohorts>, Error> {
        let mut names = self.names.clone();
        if let Some(path) = &self.file {
            let bytes =
                fs::read(path).map_err(|source| Error::File { path: path.clone(), verb: "read", source })?;
            let not_utf_8 =
                |_| Error::BadData(format!("{} is no UTF-8 text. Save it as UTF-8.", path.display()));
            let text = String::from_utf8(bytes).map_err(not_utf_8)?;
            let lines =
                text.trim_start_matches('\u{feff}').lines().map(str::trim).filter(|line| !line.is_empty());
            let before = names.len();
            names.extend(lines.map(str::to_owned));
            if names.len() == before {
                return Err(Error::BadData(format!(
                    "{} names no cohort. Write one name a line.",
                    path.display()
                )));
            }
        }
        check_names(&names).map_err(|wrong| match &self.file {
            Some(path) => Error::BadData(format!("with the names in {}, {wrong}", path.display())),
            None => Error::Usage(wrong),
        })?;
        if names.is_empty() && self.by == CohortsBy::Invitation {
            return Err(Error::Usage(
                "--cohorts-by invitation needs cohorts. Name them with --cohort or --cohorts FILE.".into(),
            ));
        }
        Ok((!names.is_empty()).then_some(Cohorts { by: self.by, names }))
    }
}

fn explain(context: &Context, made: &Session, draft: bool) {
    let state =
        if draft { "created as a draft; open it with: tacit-analyst open" } else { "created and open" };
    context.ui.say(&format!("\"{}\" is {state}.", made.manifest.form.title()));
    context.ui.say(&format!("Your key's fingerprint: {}", made.manifest.analyst.fingerprint()));
    let cohort = if made.manifest.assigns_cohorts() { " --cohort NAME" } else { "" };
    context.ui.say(&format!("Next: tacit-analyst invite --count N{cohort} makes the participants' links."));
}
