//! The program that reads and writes spreadsheets: started for each file, and ended with it.

use std::{future::Future, pin::Pin};

use js_sys::{ArrayBuffer, Object, Reflect, Uint8Array};
use tacit_sheet::{FileError, Preview};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

use super::{super::program::Program, Stage};

/// What leads to the next stage.
pub(super) type Work = Pin<Box<dyn Future<Output = Stage>>>;

/// What of a file answers a manifest's form. `None`: the worker failed.
pub(super) async fn preview(manifest: &[u8], file: &File) -> Option<Result<Preview, FileError>> {
    let file: &Blob = file;
    let bytes: ArrayBuffer = JsFuture::from(file.array_buffer()).await.ok()?.dyn_into().ok()?;
    let answer = ask(manifest, "file", &bytes, Some(&bytes)).await?;
    postcard::from_bytes(&get(&answer, "preview")?.dyn_into::<Uint8Array>().ok()?.to_vec()).ok()
}

/// A template of a manifest's form. `None`: the worker failed.
pub(super) async fn template(manifest: &[u8], kind: &str) -> Option<Vec<u8>> {
    let answer = ask(manifest, "template", &kind.into(), None).await?;
    Some(get(&answer, "file")?.dyn_into::<Uint8Array>().ok()?.to_vec())
}

async fn ask(manifest: &[u8], name: &str, value: &JsValue, given: Option<&JsValue>) -> Option<JsValue> {
    let question = Object::new();
    Reflect::set(&question, &"manifest".into(), &Uint8Array::from(manifest)).ok()?;
    Reflect::set(&question, &name.into(), value).ok()?;
    Program::start("files")?.ask(&question, &given.into_iter().collect()).await
}

fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok().filter(|value| !value.is_undefined())
}
