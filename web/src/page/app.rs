//! The root: keeps the model, draws it, and does the work that its state asks for.

use std::{cell::RefCell, rc::Rc};

use tacit_form::Answers;
use tacit_protocol::link::Link;
use yew::{platform::spawn_local, prelude::*};

use super::{
    check, dom, draft::Draft, form, history::History, landing::Landing, layout, notice, receipt, work::Work,
};
use crate::{
    address,
    model::{Action, Model, View},
    texts,
};

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
pub(super) fn App() -> Html {
    let address = use_memo((), |()| {
        let (path, href) = dom::address();
        address::read(&path, &href)
    });
    let start = address.as_ref().as_ref().map_or_else(|view| *view, |_| View::Loading);
    let state = use_reducer_eq(|| State(Model::starting(start)));
    let work = use_memo((), |()| address.as_ref().as_ref().ok().map(|link: &Link| Rc::new(Work::new(link))));
    let answers = use_memo((), |()| Rc::new(RefCell::new(Answers::new())));
    let model = &state.0;

    let act = {
        let dispatcher = state.dispatcher();
        use_callback((), move |action: Action, ()| dispatcher.dispatch(action))
    };
    let draft = {
        let (act, unsent) = (act.clone(), model.unsent());
        let typed = Callback::from(move |()| {
            if !unsent {
                act.emit(Action::Typed);
            }
        });
        Draft::new((*answers).clone(), typed)
    };

    use_work(model, (*work).clone(), &act);
    use_window(model, &act);

    layout::view(model.view(), content(model, &draft, &act))
}

fn content(model: &Model, draft: &Draft, act: &Callback<Action>) -> Html {
    match (model.view(), model.survey()) {
        (View::Landing, _) => html! { <Landing /> },
        (View::BadLink(fault), _) => notice::bad_link(fault),
        (View::UnknownSession, _) => notice::unknown_session(),
        (View::UnknownToken, _) => notice::unknown_token(),
        (View::Swapped, _) => notice::swapped(),
        (View::Unreachable(task), _) => notice::unreachable(model, task, act),
        (View::NotYetOpen, _) => notice::not_yet_open(model),
        (View::Paused, _) => notice::paused(model),
        (View::Closed, _) => receipt::closed(model),
        (View::Form, Some(survey)) => form::view(model, survey, draft, act),
        (View::Check, Some(survey)) => check::view(model, survey, act),
        (View::Sealing, _) => notice::sealing(),
        (View::Submitted, Some(survey)) => receipt::submitted(model, survey, act),
        (View::Loading | View::Form | View::Check | View::Submitted, _) => notice::loading(),
    }
}

/// Does what the state asks for, anew at each attempt; what is under way when the state changes is dropped.
#[hook]
fn use_work(model: &Model, work: Option<Rc<Work>>, act: &Callback<Action>) {
    let (model, act) = (model.clone(), act.clone());
    use_effect_with((model.view(), model.attempt()), move |_| {
        let alive = Rc::new(());
        let still = Rc::downgrade(&alive);
        if let Some(work) = work {
            spawn_local(async move {
                match model.view() {
                    View::Loading => act.emit(work.load().await),
                    View::NotYetOpen | View::Paused => {
                        work.wait(&model, || still.strong_count() > 0, &act).await;
                    }
                    View::Sealing => act.emit(work.submit(&model).await),
                    _ => {}
                }
            });
        }
        move || drop(alive)
    });
}

/// Keeps title, focus, history and the question before leaving in step with the state.
#[hook]
fn use_window(model: &Model, act: &Callback<Action>) {
    let shown = model.clone();
    use_effect_with(model.steps(), move |_| {
        dom::set_title(&title(&shown));
        dom::focus(shown.focus());
    });
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

fn title(model: &Model) -> String {
    let heading = match model.view() {
        View::Landing => texts::TAGLINE,
        View::Loading => texts::loading::HEADING,
        View::BadLink(_) => texts::bad_link::HEADING,
        View::UnknownSession => texts::unknown_session::HEADING,
        View::UnknownToken => texts::unknown_token::HEADING,
        View::Swapped => texts::swapped::HEADING,
        View::Unreachable(_) => texts::unreachable::HEADING,
        View::NotYetOpen => texts::not_yet_open::HEADING,
        View::Paused => texts::paused::HEADING,
        View::Closed => texts::closed::HEADING,
        View::Form => texts::form::HEADING,
        View::Check => texts::check::HEADING,
        View::Sealing => texts::sealing::HEADING,
        View::Submitted => texts::submitted::HEADING,
    };
    let errors = model.view() == View::Form && !model.errors().is_empty();
    texts::title(heading, model.survey().map(|survey| survey.manifest.form.title()), errors)
}
