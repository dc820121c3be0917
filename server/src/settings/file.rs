//! Settings in a file, and secrets in files of their own.

use std::{fs, path::Path};

use anyhow::{Context, anyhow, bail, ensure};
use clap::{Args, Command};

use super::given::Given;

/// How alike a key must be to one that there is to be meant by it, from 0 to 1; what clap asks for.
const ALIKE: f64 = 0.7;
/// Settings that aren't read as options are.
const OTHER_VARIABLES: [&str; 3] = ["TACIT_CONFIG", "TACIT_STORE", "TACIT_STORE_FILE"];
/// How variables of settings begin.
const PREFIX: &str = "TACIT_";
/// What the analyst's program reads, which may be run beside this one.
const OTHER_PROGRAMS: [&str; 6] = ["CODE", "KEY", "NEW_PASSPHRASE", "PASSPHRASE", "SERVER", "SMTP_PASSWORD"];
/// How alike the rest must be to a setting's.
const NEARLY: f64 = 0.95;

/// The settings in this file. Errors name the line; they repeat none, because it may hold a password.
pub(super) fn read(path: &Path) -> anyhow::Result<Given> {
    let shown = path.display();
    let text = fs::read_to_string(path).with_context(|| {
        format!("the settings in {shown} can't be read. Is it there, and may this user read it?")
    })?;
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map(|span| 1 + text[..span.start].matches('\n').count());
        let place = line.map_or_else(|| shown.to_string(), |line| format!("{shown}, line {line}"));
        match unknown(&text) {
            Some(key) => anyhow!("{place}: there is no setting `{key}`. {}", advice(&key)),
            None => anyhow!("{place}: {}", error.message()),
        }
    })
}

/// A secret that is alone in a file, but for the end of its line.
pub(super) fn secret(path: &Path) -> anyhow::Result<String> {
    let shown = path.display();
    let text = fs::read_to_string(path).with_context(|| {
        format!("the secret in {shown} can't be read. Is it there, and may this user read it?")
    })?;
    let secret = text.trim();
    ensure!(!secret.is_empty(), "{shown} is empty. Write the secret into it, and nothing else.");
    Ok(secret.to_owned())
}

/// The first key that is no setting's.
fn unknown(text: &str) -> Option<String> {
    let table: toml::Table = toml::from_str(text).ok()?;
    let known = known();
    table.into_iter().map(|(key, _)| key).find(|key| !known.contains(key))
}

/// Refuses a variable of the environment that was meant as a setting: named as its option is, as a misspelt one, or beginning or ending with its words. What it
/// was meant to say would go unsaid. Others may be for other programs.
pub(super) fn check_environment(names: impl Iterator<Item = String>) -> anyhow::Result<()> {
    let known = variables();
    let meant = |name: String| {
        let own = name.strip_prefix(PREFIX)?;
        let is_other = is_of_kubernetes(own) || OTHER_PROGRAMS.contains(&own);
        let is_known = known.iter().any(|(_, variable)| *variable == name);
        let meant = if is_known || is_other { None } else { meant(own, &known) };
        meant.map(|meant| (meant, name))
    };
    match names.filter_map(meant).min() {
        Some((meant, name)) => bail!(
            "the environment has {name}, and there is no such setting. Did you mean {meant}? If it is for another program, start \
             this one without it."
        ),
        None => Ok(()),
    }
}

/// The variable that this one was meant as.
fn meant(own: &str, known: &[(String, String)]) -> Option<String> {
    let likeness = |(option, variable): &&(String, String)| {
        let rest = variable.strip_prefix(PREFIX).unwrap_or(variable);
        let first = |name: &str| name.split('_').next().map(str::to_owned);
        let is_meant = own == option
            || first(own) == first(rest)
            || rest.ends_with(&format!("_{own}"))
            || strsim::jaro_winkler(own, rest) > NEARLY;
        let alike = if own == option { 1.0 } else { strsim::jaro_winkler(own, rest) };
        is_meant.then_some(alike)
    };
    let alike = known.iter().filter_map(|known| Some((likeness(&known)?, &known.1)));
    alike.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, variable)| variable.clone())
}

/// Whether it may be what Kubernetes tells of a service whose name begins with `tacit`: `TACIT_STORE_SERVICE_HOST`,
/// `TACIT_STORE_PORT_27017_TCP`.
fn is_of_kubernetes(own: &str) -> bool {
    own.split('_').any(|word| ["SERVICE", "PORT"].contains(&word))
}

/// All settings: as their options are, in capitals, and the variables' names.
fn variables() -> Vec<(String, String)> {
    let options = Given::augment_args(Command::new("settings"));
    let of_options = options.get_arguments().filter_map(|option| {
        let name = option.get_long()?.replace('-', "_").to_uppercase();
        Some((name, option.get_env()?.to_str()?.to_owned()))
    });
    let others = OTHER_VARIABLES.map(|name| (name.replacen(PREFIX, "", 1), name.to_owned()));
    of_options.chain(others).collect()
}

fn advice(key: &str) -> String {
    let known = known();
    let likeness = |name: &String| strsim::jaro_winkler(key, name);
    match known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b))) {
        Some(name) if likeness(name) > ALIKE => format!("Did you mean `{name}`?"),
        _ => format!("There are: {}.", known.join(", ")),
    }
}

fn known() -> Vec<String> {
    let options = Given::augment_args(Command::new("settings"));
    options.get_arguments().filter_map(|option| option.get_long().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        let error = read(file.path()).err().unwrap();
        format!("{error:#}").replace(&file.path().display().to_string(), "FILE")
    }

    #[test]
    fn a_misspelt_variable_is_refused() {
        let check = |name: String| check_environment([name].into_iter()).map_err(|error| error.to_string());
        let check_refused = |wrong: &str, right: &str| {
            let refused = check(format!("TACIT_{wrong}")).unwrap_err();
            let begins = format!(
                "the environment has TACIT_{wrong}, and there is no such setting. Did you mean {right}? "
            );
            assert!(refused.starts_with(&begins), "{refused}");
        };
        for (wrong, right) in [
            ("CREATION_CODE", "CREATION_CODES"),
            ("CODES", "CREATION_CODES"),
            ("LISTN", "LISTEN"),
            ("LISTEN_ADDRESS", "LISTEN"),
            ("DATADIR", "DATA_DIR"),
            ("DATA", "DATA_DIR"),
            ("RETENTION", "RETENTION_DAYS"),
            ("MAX_STORED", "MAX_STORED_BYTES"),
            ("TLS_CERT", "TLS_CERTIFICATE"),
        ] {
            check_refused(wrong, &format!("TACIT_{right}"));
        }
        check(String::from("TACIT_MONGODB_URI")).unwrap_err();
        for (option, variable) in variables() {
            assert_eq!(check(variable.clone()), Ok(()));
            if variable != format!("TACIT_{option}") {
                check_refused(&option, &variable);
            }
        }
        for name in [
            "TACIT_CODE",
            "TACIT_KEY",
            "TACIT_SERVER",
            "TACIT_PASSPHRASE",
            "TACIT_LONG",
            "TACIT_TEST_MONGODB_URI",
            "TACIT_SERVICE_HOST",
            "TACIT_STORE_PORT_27017_TCP_ADDR",
            "LISTEN",
            "PATH",
        ] {
            assert_eq!(check(name.to_owned()), Ok(()), "{name}");
        }
    }

    #[test]
    fn every_option_can_be_in_a_file() {
        let key = "AAAA".repeat(13);
        let settings = [
            "listen = '[::1]:1'",
            "admin-listen = '[::1]:2'",
            "data-dir = 'd'",
            "master-key = 'm'",
            "store = 'mongodb://h'",
            "store-file = 's'",
            "mongodb-database = 'n'",
            "mongodb-max-pool = 6",
            "mongodb-min-pool = 5",
            "mongodb-connect-timeout = 4",
            "mongodb-timeout = 3",
            "operator = 'Us'",
            &format!("analyst-key = ['{key}']"),
            "creation-codes = true",
            "max-sessions = 2",
            "max-participants = 3",
            "max-stored-bytes = 4",
            "retention-days = 5",
            "https = true",
            "https-subdomains = true",
            "tls-certificate = 'c'",
            "tls-key = 'k'",
            "trusted-hops = 1",
            "trusted-proxy = ['10.0.0.1', 'fd00::/8']",
            "proxy-header = 'forwarded'",
            "address-rate = 0",
            "token-rate = 7",
            "max-connections = 8",
            "max-address-connections = 4",
            "max-waiting = 9",
            "shutdown-delay = 6",
            "shutdown-grace = 7",
            "cors-origin = ['https://other.example']",
            "max-report-bytes = 5",
            "log-format = 'json'",
            "log = 'warn'",
        ];
        let text = settings.join("\n");
        let written: toml::Table = toml::from_str(&text).unwrap();
        assert_eq!(
            known().into_iter().collect::<std::collections::BTreeSet<_>>(),
            written.into_iter().map(|(key, _)| key).collect()
        );
        // A key of zeros is none; all else is taken.
        assert!(error(&text).starts_with("FILE, line 13: "), "{}", error(&text));
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text.replace(&format!("'{key}'"), "")).unwrap();
        let given = read(file.path()).unwrap_or_else(|error| panic!("{error:#}"));
        assert_eq!((given.max_report_bytes, given.https), (Some(5), Some(true)));
    }

    #[test]
    fn every_setting_is_documented() {
        let documented = include_str!("../../../docs/OPERATIONS.md");
        for name in known() {
            assert!(documented.contains(&format!("`{name}`")), "{name}");
        }
    }

    #[test]
    fn a_misspelt_setting_is_named_with_the_one_that_is_meant() {
        assert_eq!(
            error("https = true\nlisten-on = '[::]:1'"),
            "FILE, line 2: there is no setting `listen-on`. Did you mean `listen`?"
        );
        assert!(error("colour = 'red'").contains("There are: listen, admin-listen, "));
    }

    #[test]
    fn what_is_wrong_is_said_without_repeating_it() {
        for text in [
            "store = 'mongodb://u:hunter2@h",
            "store = ['mongodb://u:hunter2@h'",
            "listen = 'x'\nstore = 'mongodb://u:hunter2@h'",
        ] {
            let said = error(text);
            assert!(said.starts_with("FILE, line 1: ") && !said.contains("hunter2"), "{said}");
        }
    }

    #[test]
    fn a_secret_is_all_that_is_in_its_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        assert!(secret(file.path()).unwrap_err().to_string().contains("is empty"));
        fs::write(file.path(), "mongodb://u:p@h\n").unwrap();
        assert_eq!(secret(file.path()).unwrap(), "mongodb://u:p@h");
    }
}
