//! The root: keeps the model, draws it, and does the work that its state asks for.

use std::rc::Rc;

use tacit_protocol::link::Link;
use yew::{platform::spawn_local, prelude::*};

use super::{
    check, dom,
    draft::{Draft, Kept},
    drafts::{Drafts, Keeper, Leftover},
    form,
    grid::Ledger,
    history::History,
    landing::Landing,
    layout::{self, Languages},
    notice, practice, reader, receipt, speech,
    trust::{Subject, Trust},
    work::Work,
};
use crate::{
    address,
    model::{Action, Model, View},
    texts::{Language, Texts},
};

/// What the page begins with.
#[derive(Properties, PartialEq)]
pub(super) struct Beginning {
    /// The reader's language.
    pub(super) wanted: Language,
    /// Texts, in that language if they could be fetched.
    pub(super) texts: Texts,
}

/// The model, as Yew keeps it.
#[derive(PartialEq)]
struct State(Model);

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        Rc::new(Self(self.0.apply(action)))
    }
}

/// The whole page.
#[component]
pub(super) fn App(beginning: &Beginning) -> Html {
    let address = use_memo((), |()| {
        let (path, href) = dom::address();
        address::read(&path, &href)
    });
    let start = address.as_ref().as_ref().map_or_else(|view| *view, |_| View::Loading);
    let state = use_reducer_eq(|| State(Model::starting(start)));
    let work = use_memo((), |()| address.as_ref().as_ref().ok().map(|link: &Link| Rc::new(Work::new(link))));
    let keeper =
        use_memo((), |()| address.as_ref().as_ref().ok().map(|link: &Link| Rc::new(Keeper::new(link))));
    let keeper = keeper.as_ref().as_ref();
    let kept = use_memo((), |()| Kept::default());
    let model = &state.0;
    // Another one at every beginning and end of a practice.
    let rehearsed = use_memo(model.practising(), |_| Kept::default());

    let act = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action: Action, ()| dispatcher.dispatch(action))
    };
    let latest = use_mut_ref(|| model.clone());
    let draft = {
        let kept = if model.practising() { &rehearsed } else { &kept };
        // The same callback as long as the page is there: what is drawn with it isn't drawn anew.
        *latest.borrow_mut() = model.clone();
        if let Some(keeper) = keeper.filter(|_| !model.practising()) {
            keeper.follow(kept);
        }
        let typed = use_callback((), {
            let (act, keeper) = (act.clone(), keeper.cloned());
            move |key: String, ()| {
                let model = latest.borrow();
                if let Some(keeper) = keeper.as_ref().filter(|_| !model.practising()) {
                    keeper.changed();
                }
                if model.minds_typing(&key) {
                    drop(model);
                    act.emit(Action::Typed(key));
                }
            }
        });
        let clarified = use_callback(model.practising(), {
            let keeper = keeper.cloned();
            move |(), practising| keeper.iter().filter(|_| !practising).for_each(Keeper::changed)
        });
        Draft::new((**kept).clone(), typed, clarified)
    };

    let (texts, languages) = use_languages(beginning);
    let ledger = {
        let survey = model.survey().cloned();
        let session = survey.as_ref().map(|survey| survey.session);
        use_memo((session, draft.clone(), texts.clone()), move |(_, draft, texts)| {
            survey.map(|survey| Rc::new(Ledger::new(survey, draft.clone(), texts.clone())))
        })
    };
    use_work(model, (*work).clone(), keeper.cloned(), &act);
    use_keeper(keeper.cloned(), model);
    use_window(model, work.as_ref().as_ref(), &texts, &act);

    let trust = trust(model, work.as_ref().as_ref(), &texts);
    let drafts = drafts(model, keeper, &texts, &act);
    let leftover = leftover(model, keeper, &texts);
    let content = html! {
        <>
            { practice::banner(model, &texts, &act) }
            { content(model, (&draft, ledger.as_ref().as_ref()), work.as_ref().as_ref(), (trust, drafts), &texts, &act) }
            { leftover }
        </>
    };
    layout::view(model, &texts, &languages, content)
}

fn content(
    model: &Model,
    (draft, ledger): (&Draft, Option<&Rc<Ledger>>),
    work: Option<&Rc<Work>>,
    (trust, drafts): (Html, Html),
    texts: &Texts,
    act: &Callback<Action>,
) -> Html {
    if let (View::Form, Some(survey), Some(ledger)) = (model.view(), model.survey(), ledger) {
        return form::view(model, survey, draft, ledger, drafts, texts, act);
    }
    match (model.view(), model.survey()) {
        (View::Landing, _) => html! { <Landing texts={texts.clone()} /> },
        (View::BadLink(fault), _) => notice::bad_link(fault, texts),
        (View::UnknownSession, _) => notice::unknown_session(texts),
        (View::UnknownToken, _) => notice::unknown_token(texts),
        (View::Swapped, _) => notice::swapped(texts),
        (View::Unreachable(task), _) => notice::unreachable(model, task, texts, act),
        (View::NotYetOpen, _) => notice::not_yet_open(model, texts),
        (View::Paused | View::Lapsed, _) => notice::paused(model, work, texts),
        (View::Closed, _) => receipt::closed(model, work, texts),
        (View::Check, Some(survey)) => check::view(model, survey, trust, texts, act),
        (View::Sealing, _) => notice::sealing(model, texts),
        (View::Practised, _) => practice::done(model, trust, texts, act),
        (View::Submitted, Some(survey)) => receipt::submitted(model, survey, work, trust, texts, act),
        (View::Loading | View::Form | View::Check | View::Submitted, _) => notice::loading(texts),
    }
}

/// The draft of the answers, where there are questions.
fn drafts(model: &Model, keeper: Option<&Rc<Keeper>>, texts: &Texts, act: &Callback<Action>) -> Html {
    let Some(keeper) = keeper.filter(|_| model.view() == View::Form && !model.practising()) else {
        return Html::default();
    };
    let opened = act.reform(|()| Action::Restored);
    html! { <Drafts keeper={keeper.clone()} {opened} texts={texts.clone()} /> }
}

/// A draft that is still kept where the questions aren't.
fn leftover(model: &Model, keeper: Option<&Rc<Keeper>>, texts: &Texts) -> Html {
    let with_answers = matches!(
        model.view(),
        View::Loading | View::Form | View::Check | View::Sealing | View::Unreachable(_)
    );
    let Some(keeper) = keeper.filter(|_| !with_answers && !model.practising()) else {
        return Html::default();
    };
    html! { <Leftover keeper={keeper.clone()} opened={Callback::noop()} texts={texts.clone()} /> }
}

/// What leaves this browser, where there is something that will, or did.
fn trust(model: &Model, work: Option<&Rc<Work>>, texts: &Texts) -> Html {
    let subject = match model.view() {
        View::Check | View::Practised => model.valid().map(|valid| match model.practising() {
            true => Subject::Practice(valid.clone(), model.next_revision(), model.cohort()),
            false => Subject::Next(valid.clone(), model.next_revision(), model.cohort()),
        }),
        View::Submitted => work.and_then(|work| work.sent()).map(Subject::Sent),
        _ => None,
    };
    let Some(((work, survey), subject)) = work.zip(model.survey()).zip(subject) else {
        return Html::default();
    };
    html! { <Trust work={work.clone()} survey={survey.clone()} {subject} texts={texts.clone()} /> }
}

/// The page's texts, and the list of languages: another choice fetches its texts, and keeps the ones that are shown
/// until these are there.
#[hook]
fn use_languages(beginning: &Beginning) -> (Texts, Languages) {
    let texts = use_state(|| beginning.texts.clone());
    let wanted = use_state(|| beginning.wanted);
    // Counted, so that the same language can be chosen again after a failure.
    let tries = use_state(|| 0_u32);
    let failed = use_state(|| false);
    {
        let (texts, failed) = (texts.clone(), failed.clone());
        use_effect_with((*wanted, *tries), move |(wanted, _)| {
            let wanted = *wanted;
            let alive = Rc::new(());
            let still = Rc::downgrade(&alive);
            failed.set(false);
            if texts.language() != wanted {
                spawn_local(async move {
                    let loaded = speech::load(wanted).await;
                    if still.strong_count() > 0 {
                        failed.set(loaded.is_none());
                        loaded.into_iter().for_each(|loaded| texts.set(loaded));
                    }
                });
            }
            move || drop(alive)
        });
    }
    use_effect_with((*texts).clone(), speech::declare);
    let choose = {
        let (wanted, tries) = (wanted.clone(), tries.clone());
        Callback::from(move |language| {
            reader::choose(language);
            wanted.set(language);
            tries.set(*tries + 1);
        })
    };
    // A list that shows a language that isn't spoken could not be used to choose it again.
    let shown = if *failed { texts.language() } else { *wanted };
    ((*texts).clone(), Languages { wanted: shown, failed: *failed, choose })
}

/// Does what the state asks for, anew at each attempt; what is under way when the state changes is dropped.
#[hook]
fn use_work(model: &Model, work: Option<Rc<Work>>, keeper: Option<Rc<Keeper>>, act: &Callback<Action>) {
    let answering = work.clone().filter(|_| model.view() == View::Form && model.unsent());
    use_effect_with(answering.is_some(), move |_| answering.iter().for_each(|work| work.prepare()));
    let (model, act) = (model.clone(), act.clone());
    use_effect_with((model.view(), model.attempt()), move |_| {
        let alive = Rc::new(());
        let still = Rc::downgrade(&alive);
        if let Some(work) = work {
            spawn_local(async move {
                match model.view() {
                    View::Loading => act.emit(work.load().await),
                    View::Check => work.seal_ahead(&model).await,
                    View::NotYetOpen | View::Paused | View::Lapsed => {
                        work.wait(&model, || still.strong_count() > 0, &act).await;
                    }
                    View::Sealing if model.practising() => act.emit(work.practise(&model).await),
                    View::Sealing => {
                        let done = work.submit(&model).await;
                        // What is submitted needs no draft.
                        if let (Action::Acknowledged(_), Some(keeper)) = (&done, keeper) {
                            keeper.delete();
                        }
                        act.emit(done);
                    }
                    _ => {}
                }
            });
        }
        move || drop(alive)
    });
}

/// Saves a draft after every step, and before the page goes. After the survey's end there is nothing to go on with.
#[hook]
fn use_keeper(keeper: Option<Rc<Keeper>>, model: &Model) {
    let changed = keeper.clone().filter(|_| !model.practising());
    use_effect_with(model.steps(), move |_| changed.iter().for_each(Keeper::changed));
    let ended = keeper.clone().filter(|_| model.view() == View::Closed);
    use_effect_with(model.view(), move |_| ended.iter().for_each(|keeper| keeper.delete()));
    use_effect_with((), move |()| {
        let listener = keeper.and_then(|keeper| dom::Listener::new("pagehide", move |_| keeper.flush()));
        move || drop(listener)
    });
}

/// Keeps title, focus, history and the question before leaving in step with the state.
#[hook]
fn use_window(model: &Model, work: Option<&Rc<Work>>, texts: &Texts, act: &Callback<Action>) {
    let titled = title(model, work, texts);
    use_effect_with(titled, |title| dom::set_title(title));
    let shown = model.clone();
    use_effect_with(model.steps(), move |_| dom::focus(shown.focus()));
    use_effect_with(model.unsent(), |unsent| {
        let listener = unsent.then(dom::Listener::ask_before_leaving);
        move || drop(listener)
    });
    let history = use_memo((), |()| History::begin());
    let (kept, deep) = (history.clone(), model.past_the_form());
    use_effect_with(model.steps(), move |_| kept.keep(deep));
    let back = act.clone();
    use_effect_with((), move |()| {
        let popped = dom::Listener::new("popstate", move |_| {
            if history.moved() {
                back.emit(Action::Back);
            }
        });
        let relinked = dom::Listener::new("hashchange", |_| dom::reload());
        move || drop((popped, relinked))
    });
}

/// The document's title: the state's, and the survey's where there is one.
fn title(model: &Model, work: Option<&Rc<Work>>, texts: &Texts) -> String {
    let heading = heading(model, work, texts);
    let survey = model.survey().map(|survey| survey.manifest.form.title());
    let title = match survey {
        Some(survey) => texts
            .say_with("layout-title-survey", &[("heading", (&heading).into()), ("survey", survey.into())]),
        None => texts.say_with("layout-title", &[("heading", (&heading).into())]),
    };
    let title = if model.practising() {
        texts.say_with("practice-title", &[("title", (&title).into())])
    } else {
        title
    };
    let errors = !model.errors().is_empty() || !model.unclear().is_empty() || model.without_cohort();
    if model.view() == View::Form && errors || model.view() == View::Check && model.unconfirmed() {
        texts.say_with("layout-title-error", &[("title", (&title).into())])
    } else {
        title
    }
}

fn heading(model: &Model, work: Option<&Rc<Work>>, texts: &Texts) -> String {
    match model.view() {
        View::Landing => texts.say("layout-tagline"),
        View::Loading => texts.say("loading-heading"),
        View::BadLink(_) => texts.say("bad-link-heading"),
        View::UnknownSession => texts.say("unknown-session-heading"),
        View::UnknownToken => texts.say("unknown-token-heading"),
        View::Swapped => texts.say("swapped-heading"),
        View::Unreachable(task) => notice::unreachable_heading(model, task, texts),
        View::NotYetOpen => texts.say("not-yet-open-heading"),
        View::Paused => texts.say("paused-heading"),
        View::Lapsed | View::Closed => texts.say("closed-heading"),
        View::Form => texts.say("form-heading"),
        View::Check => texts.say("check-heading"),
        View::Sealing => texts.say("sealing-heading"),
        View::Submitted => receipt::heading(work, texts),
        View::Practised => texts.say("practice-done-heading"),
    }
}
