//! A two-way table as it is read: rows, columns, totals.

use tacit_form::statistics::{ChiSquare, Crosstab};
use yew::prelude::*;

use super::probability;
use crate::{
    figures,
    page::authored,
    texts::{Argument, Texts},
};

/// Draws it, with the test of independence or the largest noise below it. `questions`: what rows and columns are the
/// options of;
/// `count`: how many people the whole is of.
pub(super) fn view(
    title: &str,
    questions: [&str; 2],
    (table, count): (&Crosstab, Option<u64>),
    noise: Option<f64>,
    texts: &Texts,
) -> Html {
    let [of_rows, of_columns] = questions.map(authored::words);
    let withheld = table.counts.iter().flatten().any(Option::is_none);
    let most = table.counts.iter().flatten().flatten().copied().max().unwrap_or_default();
    let heading = |label: &String| html! { <th scope="col">{ authored::words(label) }</th> };
    let rows = table.rows.iter().zip(&table.counts).zip(&table.row_totals);
    let row = |((label, counts), total): ((&String, &Vec<Option<u64>>), &Option<u64>)| {
        html! {
            <tr>
                <th scope="row">{ authored::words(label) }</th>
                { for counts.iter().map(|count| cell(*count, Some(most), texts)) }
                { cell(*total, None, texts) }
            </tr>
        }
    };
    html! {
        <div class="crosstab" role="region" tabindex="0" aria-label={title.to_owned()}>
            <table>
                <caption>{ title.to_owned() }</caption>
                <thead>
                    <tr>
                        <th scope="col" rowspan="2">{ of_rows }</th>
                        <th scope="colgroup" colspan={table.columns.len().to_string()}>{ of_columns }</th>
                        <th scope="col" rowspan="2">{ texts.say("grid-total") }</th>
                    </tr>
                    <tr>{ for table.columns.iter().map(heading) }</tr>
                </thead>
                <tbody>{ for rows.map(row) }</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">{ texts.say("grid-total") }</th>
                        { for table.column_totals.iter().map(|total| cell(*total, None, texts)) }
                        { cell(count, None, texts) }
                    </tr>
                </tfoot>
            </table>
            if withheld {
                <p class="hint">{ "– " }{ texts.say("receipt-result-withheld") }</p>
            }
            { for noise.map(|noise| html! { <p class="hint">{ uncertain(noise, texts) }</p> }) }
            { for table.chi_square.as_ref().map(|test| html! { <p class="hint">{ independence(test, texts) }</p> }) }
        </div>
    }
}

fn uncertain(noise: f64, texts: &Texts) -> String {
    let error = texts.conventions().show(&figures::significant(noise, 3));
    texts.say_with("receipt-result-noise-each", &[("error", (&error).into())])
}

/// A count; with a bar in proportion to the largest if that is given.
fn cell(count: Option<u64>, most: Option<u64>, texts: &Texts) -> Html {
    let Some(count) = count else {
        return html! { <td class="nothing"><span aria-hidden="true">{ "–" }</span>
        <span class="visually-hidden">{ texts.say("receipt-result-withheld") }</span></td> };
    };
    let bar = most.filter(|most| *most > 0).map(|most| bar(count as f64 / most as f64 * 100.0));
    html! { <td><bdi>{ texts.conventions().show(&count.to_string()) }</bdi>{ for bar }</td> }
}

/// For those who see it: the cell says the same.
fn bar(percent: f64) -> Html {
    html! {
        <svg width="100%" height="6" aria-hidden="true" focusable="false">
            <rect width={format!("{percent:.1}%")} height="6" />
        </svg>
    }
}

fn independence(test: &ChiSquare, texts: &Texts) -> String {
    let statistic = format!("χ²\u{a0}=\u{a0}{}", texts.conventions().show(&figures::plain(test.statistic)));
    let p = test.p.map_or_else(String::new, |p| probability(p, texts));
    let arguments =
        [("statistic", (&statistic).into()), ("freedom", Argument::Count(test.freedom)), ("p", (&p).into())];
    texts.say_with("receipt-result-independence", &arguments)
}
