//! `build-web`: the participant's page, from Rust to the files that the server serves.
//!
//! Everything the page loads gets a name with its content's hash, so that it can be kept by browsers for ever, and
//! its SHA-384 where it is referred to, so that a browser runs what was published or nothing. Only `index.html` keeps
//! its name: its hash fixes all the rest.

use std::{
    collections::BTreeSet,
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context, bail};
use data_encoding::{BASE64, HEXLOWER};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256, Sha384};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    run::{cargo, run},
    toolchain,
};

/// The most that the first visit may load, compressed with Brotli, in bytes.
const MAX_FIRST_LOAD: usize = 400_000;
const TARGET: &str = "wasm32-unknown-unknown";
/// The page that refers to everything else.
const INDEX: &str = "index.html";
/// Refers to the program.
const BOOT: &str = "boot.js";
/// Refers to the program that reads spreadsheets.
const FILES: &str = "files.js";
/// Refers to the program that seals.
const SEAL: &str = "seal.js";
/// What refers to other files, in the order in which they get their names.
const REFERRING: [&str; 4] = [FILES, SEAL, BOOT, INDEX];
/// The page's programs, each with its profile: the page itself, the one that is loaded when a spreadsheet is chosen, and
/// the one that is loaded when there are answers to seal.
const PROGRAMS: [(&str, &str, &str); 3] =
    [("tacit-web", "web", "web"), ("tacit-worker", WORKER, "web"), ("tacit-sealer", SEALER, "seal")];
const WORKER: &str = "worker";
const SEALER: &str = "sealer";
/// The page's style, of the files in `static/style` in this order: what comes later holds where two say something else.
const STYLE: &str = "page.css";
const STYLES: [&str; 19] = [
    "base.css",
    "layout.css",
    "words.css",
    "controls.css",
    "form.css",
    "check.css",
    "states.css",
    "reader.css",
    "trust.css",
    "practice.css",
    "drafts.css",
    "receipts.css",
    "results.css",
    "tables.css",
    "grid.css",
    "read.css",
    "cards.css",
    "doubts.css",
    "files.css",
];
/// The ending of the languages' texts: each is fetched by those who read it.
const TEXTS: &str = ".ftl";

/// Builds the page into `target/site`: `index.html`, and `assets/` with hashes in their names, each also as `.br` and
/// `.gz`. Does nothing if it is up to date.
///
/// # Errors
///
/// When the page doesn't compile, a file can't be read or written, or the page is too large for a first visit.
pub(crate) fn build(root: &Path) -> anyhow::Result<()> {
    toolchain::ensure_wasm_target(root)?;
    let programs = compile(root)?;
    let mut statics = read_folder(&root.join("static"))?;
    statics.push(style(read_folder(&root.join("static/style"))?)?);
    statics.extend(read_folder(&root.join("web/locales"))?);
    let (site, stamp) = (root.join("target/site"), root.join("target/site.stamp"));
    let inputs = fingerprint(&programs, &statics);
    if site.join(INDEX).is_file() && fs::read_to_string(&stamp).is_ok_and(|stamped| stamped == inputs) {
        println!("The page in target/site is up to date.");
        return Ok(());
    }
    let started = Instant::now();
    let files = compress(link(bind(programs)?, statics)?)?;
    check_size(&files)?;
    replace(&site, &files)?;
    fs::write(&stamp, inputs).with_context(|| format!("{} can't be written", stamp.display()))?;
    println!("The page is in target/site, made in {:.1} s.", started.elapsed().as_secs_f32());
    Ok(())
}

/// A file of the site.
struct File {
    /// With the folder, relative to the site.
    name: String,
    bytes: Vec<u8>,
}

/// Compiles the page's programs, named as their files will be; their bytes before wasm-bindgen. The same sources give the
/// same bytes wherever they lie.
fn compile(root: &Path) -> anyhow::Result<Vec<File>> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let cfgs = [r#"getrandom_backend="wasm_js""#, r#"sha2_backend_soft="compact""#];
    let mut flags: Vec<String> = cfgs.map(|cfg| format!("--cfg={cfg}")).into();
    flags.push(format!("--remap-path-prefix={}=tacit", root.display()));
    flags.extend(home.map(|home| format!("--remap-path-prefix={}=cargo", home.display())));
    let flags = flags.join("\x1f");
    let profiles: BTreeSet<&str> = PROGRAMS.iter().map(|(_, _, profile)| *profile).collect();
    for profile in profiles {
        let packages = PROGRAMS.iter().filter(|program| program.2 == profile);
        run(cargo(root)
            .args(["build", "-q", "--target", TARGET, "--profile", profile])
            .args(packages.flat_map(|(package, ..)| ["-p", package]))
            .env("CARGO_ENCODED_RUSTFLAGS", &flags))?;
    }
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let program = |&(package, name, profile): &(&str, &str, &str)| {
        let file = target.join(TARGET).join(profile).join(format!("{package}.wasm"));
        Ok(File { name: name.into(), bytes: read(&file)? })
    };
    PROGRAMS.iter().map(program).collect()
}

/// One file of all of the style: one request.
fn style(mut parts: Vec<File>) -> anyhow::Result<File> {
    if let Some(part) = parts.iter().find(|part| !STYLES.contains(&part.name.as_str())) {
        bail!("static/style/{} has no place in the style. Add it to STYLES.", part.name);
    }
    parts.sort_by_key(|part| STYLES.iter().position(|name| *name == part.name));
    let parts: Vec<Vec<u8>> = parts.into_iter().map(|part| part.bytes).collect();
    Ok(File { name: STYLE.into(), bytes: parts.join(&b'\n') })
}

/// What the site is made of, and by.
fn fingerprint(programs: &[File], statics: &[File]) -> String {
    let mut hash = Sha256::new();
    hash.update(include_bytes!("build_web.rs"));
    for File { name, bytes } in statics.iter().chain(programs) {
        hash.update((name.len() as u64).to_be_bytes());
        hash.update(name);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
    HEXLOWER.encode(&hash.finalize())
}

/// The programs and the scripts that connect them with the browser.
fn bind(programs: Vec<File>) -> anyhow::Result<Vec<File>> {
    let folder = tempfile::tempdir().context("no temporary folder can be made")?;
    for program in programs {
        let mut bindgen = Bindgen::new();
        bindgen.no_modules(true)?.typescript(false).omit_default_module_path(true).remove_name_section(true);
        bindgen
            .input_bytes(&program.name, program.bytes)
            .generate(folder.path())
            .context("wasm-bindgen can't process the page")?;
    }
    read_folder(folder.path())
}

/// Gives everything its final name and hash, leaves first, and puts these in where files refer to each other: in
/// `/assets/NAME`, and in `sha384-NAME`.
fn link(bound: Vec<File>, statics: Vec<File>) -> anyhow::Result<Vec<File>> {
    let (mut pages, mut leaves): (Vec<File>, Vec<File>) =
        statics.into_iter().partition(|file| REFERRING.contains(&file.name.as_str()));
    leaves.extend(bound);
    pages.sort_by_key(|file| REFERRING.iter().position(|name| *name == file.name));
    let mut references = Vec::new();
    let mut files: Vec<File> = leaves.into_iter().map(|file| publish(file, &mut references)).collect();
    for mut page in pages {
        page.bytes = refer(&page, &references)?.into_bytes();
        files.push(if page.name == INDEX { page } else { publish(page, &mut references) });
    }
    Ok(files)
}

/// A reference as it is written in the sources, and what takes its place.
type Reference = (String, String);

fn publish(file: File, references: &mut Vec<Reference>) -> File {
    let hash = HEXLOWER.encode(&Sha256::digest(&file.bytes)[..8]);
    let (stem, extension) = file.name.rsplit_once('.').unwrap_or((&file.name, "bin"));
    let name = format!("assets/{stem}-{hash}.{extension}");
    references.push((format!("\"/assets/{}\"", file.name), format!("\"/{name}\"")));
    let integrity = BASE64.encode(&Sha384::digest(&file.bytes));
    references.push((format!("\"sha384-{}\"", file.name), format!("\"sha384-{integrity}\"")));
    File { name, bytes: file.bytes }
}

fn refer(page: &File, references: &[Reference]) -> anyhow::Result<String> {
    let mut text =
        String::from_utf8(page.bytes.clone()).with_context(|| format!("static/{} is no text", page.name))?;
    for (from, to) in references {
        text = text.replace(from, to);
    }
    let dangling = text.split('"').find(|part| {
        let name = part.strip_prefix("/assets/");
        name.is_some() && !references.iter().any(|(_, to)| to.trim_matches('"') == *part)
    });
    match dangling {
        Some(name) => bail!("static/{} refers to {name}, which doesn't exist. Correct the name.", page.name),
        None => Ok(text),
    }
}

/// Each file, and each compressed in both ways that browsers know.
fn compress(files: Vec<File>) -> anyhow::Result<Vec<File>> {
    let mut all = Vec::with_capacity(files.len() * 3);
    for file in files {
        let mut brotli = Vec::new();
        let settings = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
        brotli::BrotliCompress(&mut file.bytes.as_slice(), &mut brotli, &settings)?;
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(&file.bytes)?;
        all.push(File { name: format!("{}.br", file.name), bytes: brotli });
        all.push(File { name: format!("{}.gz", file.name), bytes: gzip.finish()? });
        all.push(file);
    }
    Ok(all)
}

fn check_size(files: &[File]) -> anyhow::Result<()> {
    let (brotli, gzip) = (first_load(files, ".br"), first_load(files, ".gz"));
    for file in files.iter().filter(|file| file.name.ends_with(".br")) {
        println!("{:>9} bytes  {}", file.bytes.len(), file.name);
    }
    println!("First load: {:.1} kB with Brotli, {:.1} kB with gzip.", kilobytes(brotli), kilobytes(gzip));
    println!("To seal, later: {:.1} kB with Brotli.", kilobytes(loaded_by(files, SEAL, SEALER)));
    println!("For spreadsheets, later: {:.1} kB with Brotli.", kilobytes(loaded_by(files, FILES, WORKER)));
    if brotli > MAX_FIRST_LOAD {
        bail!("the first load is more than {:.0} kB. Make the page smaller.", kilobytes(MAX_FIRST_LOAD));
    }
    Ok(())
}

/// What the first visit loads, in the form with this ending: everything that isn't loaded later, but of the languages only
/// the longest.
fn first_load(files: &[File], ending: &str) -> usize {
    let compressed = files.iter().filter(|file| file.name.ends_with(ending) && !is_later(file));
    let (texts, others): (Vec<&File>, Vec<&File>) =
        compressed.partition(|file| file.name.trim_end_matches(ending).ends_with(TEXTS));
    let longest = texts.iter().map(|file| file.bytes.len()).max().unwrap_or(0);
    others.iter().map(|file| file.bytes.len()).sum::<usize>() + longest
}

/// What is loaded with this script and program, compressed with Brotli.
fn loaded_by(files: &[File], script: &str, program: &str) -> usize {
    let compressed = files.iter().filter(|file| file.name.ends_with(".br") && belongs(file, script, program));
    compressed.map(|file| file.bytes.len()).sum()
}

fn is_later(file: &File) -> bool {
    belongs(file, FILES, WORKER) || belongs(file, SEAL, SEALER)
}

fn belongs(file: &File, script: &str, program: &str) -> bool {
    let name = file.name.strip_prefix("assets/").unwrap_or_default();
    let stem = script.trim_end_matches("js").trim_end_matches('.');
    let is_script = name.strip_prefix(stem).is_some_and(|rest| rest.starts_with('-') && rest.contains(".js"));
    name.starts_with(program) || is_script
}

fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1000.0
}

/// Puts the new site in the old one's place, whole or not at all.
fn replace(site: &Path, files: &[File]) -> anyhow::Result<()> {
    let (new, old) = (site.with_extension("new"), site.with_extension("old"));
    remove(&new)?;
    remove(&old)?;
    for file in files {
        let path = new.join(&file.name);
        path.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::write(&path, &file.bytes).with_context(|| format!("{} can't be written", path.display()))?;
    }
    if site.exists() {
        fs::rename(site, &old).with_context(|| format!("{} can't be moved away", site.display()))?;
    }
    fs::rename(&new, site).with_context(|| format!("{} can't be put in place", site.display()))?;
    remove(&old)
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("{} can't be removed", folder.display()))?;
    }
    Ok(())
}

/// The files of a folder, by name; folders in it are not read.
fn read_folder(folder: &Path) -> anyhow::Result<Vec<File>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} can't be read", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.is_file() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push(File { name, bytes: read(&path)? });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} can't be read", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &str) -> File {
        File { name: name.into(), bytes: text.into() }
    }

    fn linked(style: &str) -> Vec<File> {
        let index = file(
            INDEX,
            r#"<link href="/assets/page.css" integrity="sha384-page.css"><script src="/assets/boot.js">"#,
        );
        let boot = file(BOOT, r#"fetch("/assets/web_bg.wasm", "sha384-web_bg.wasm")"#);
        link(vec![file("web_bg.wasm", "wasm")], vec![index, boot, file("page.css", style)]).unwrap()
    }

    #[test]
    fn references_get_names_with_hashes() {
        let files = linked("p {}");
        let index = files.iter().find(|file| file.name == INDEX).unwrap();
        let text = String::from_utf8(index.bytes.clone()).unwrap();
        for file in files
            .iter()
            .filter(|file| file.name.starts_with("assets/page") || file.name.starts_with("assets/boot"))
        {
            assert!(text.contains(&format!("\"/{}\"", file.name)), "{text}");
        }
        assert!(!text.contains("sha384-page.css"));
    }

    #[test]
    fn another_style_is_another_index() {
        let index = |files: Vec<File>| files.into_iter().find(|file| file.name == INDEX).unwrap().bytes;
        assert_ne!(index(linked("p {}")), index(linked("q {}")));
    }

    #[test]
    fn a_first_visit_loads_one_language() {
        let sized = |name: &str, bytes: usize| File { name: name.into(), bytes: vec![0; bytes] };
        let files = [
            sized("assets/web-0.js.br", 10),
            sized("assets/web-0.js", 100),
            sized("assets/de-0.ftl.br", 3),
            sized("assets/ar-0.ftl.br", 4),
            sized("index.html.br", 1),
            sized("assets/worker_bg-0.wasm.br", 1_000),
            sized("assets/files-0.js.br", 100),
            sized("assets/sealer_bg-0.wasm.br", 2_000),
            sized("assets/seal-0.js.br", 200),
        ];
        assert_eq!(first_load(&files, ".br"), 15);
        assert_eq!(loaded_by(&files, FILES, WORKER), 1_100);
        assert_eq!(loaded_by(&files, SEAL, SEALER), 2_200);
    }

    #[test]
    fn dangling_references_are_errors() {
        let index = file(INDEX, r#"<link href="/assets/missing.css">"#);
        let error = link(vec![], vec![index]).map(drop).unwrap_err();
        assert!(error.to_string().contains("missing.css"), "{error}");
    }

    #[test]
    fn the_style_has_an_order() {
        let part = |name: &str| file(name, name);
        let joined = style(vec![part("words.css"), part("files.css"), part("base.css")]).unwrap();
        assert_eq!(joined.name, "page.css");
        assert_eq!(joined.bytes, b"base.css\nwords.css\nfiles.css");
        let unknown = style(vec![part("more.css")]).err().unwrap();
        assert!(unknown.to_string().contains("more.css"));
    }
}
