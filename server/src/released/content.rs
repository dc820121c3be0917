//! What a list of released sessions says: comments, the stores' lists that it is or was put together from (`list` and an id), which
//! of them were replaced by another when a list was begun anew (`replaced` and the id), and sessions, a line each, in any order.

use std::{
    collections::HashSet,
    fs,
    hash::Hash,
    path::{Path, PathBuf},
    time::SystemTime,
};

use tacit_envelope::text;
use tacit_protocol::ids::SessionId;

use super::{ReleasedError, released_list};
use crate::store::ListId;

/// What comes before an id.
const ID: &str = "list ";
/// What comes before an id that no store has any more, but in copies from before.
const REPLACED: &str = "replaced ";

/// The list of released sessions that belongs to a master key, as it was when it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleasedList {
    /// Where it is.
    pub path: PathBuf,
    /// Which stores' list it is, without the ids that were replaced. More than one where several were put together; none if an earlier
    /// version of the program wrote it.
    pub ids: Vec<ListId>,
    /// The ids that others replaced when a list was begun anew: stores that bear them are copies from before.
    pub replaced: Vec<ListId>,
    /// The sessions that it names.
    pub sessions: Vec<SessionId>,
    /// When it was last written, as far as the file system says.
    pub written: Option<SystemTime>,
}

impl ReleasedList {
    /// Reads the list beside this master key, but for a line whose writer didn't come to the end of it. `None`: there is none.
    ///
    /// # Errors
    ///
    /// [`ReleasedError`]
    pub fn read(master_key: &Path) -> Result<Option<Self>, ReleasedError> {
        let path = released_list(master_key);
        let failed = |error| ReleasedError::File { path: path.clone(), error };
        if !path.try_exists().map_err(failed)? {
            return Ok(None);
        }
        let bytes = fs::read(&path).map_err(failed)?;
        let written = fs::metadata(&path).and_then(|file| file.modified()).ok();
        let Content { ids, replaced, sessions } = Content::parse(&bytes[..whole_lines(&bytes)])
            .map_err(|line| ReleasedError::Malformed { path: path.clone(), line })?;
        let [ids, replaced] = [ids, replaced].map(each_once);
        Ok(Some(Self { path, ids, replaced, sessions: each_once(sessions), written }))
    }
}

/// Lines of lists that were put together may be there twice.
fn each_once<T: Copy + Eq + Hash>(all: Vec<T>) -> Vec<T> {
    let mut seen = HashSet::new();
    all.into_iter().filter(|one| seen.insert(*one)).collect()
}

/// What its lines say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Content {
    /// Without the replaced ones, wherever they stand.
    pub(super) ids: Vec<ListId>,
    pub(super) replaced: Vec<ListId>,
    pub(super) sessions: Vec<SessionId>,
}

impl Content {
    /// The number of the line, from 1, that says nothing of the kind.
    pub(super) fn parse(list: &[u8]) -> Result<Self, usize> {
        let mut content = Self::default();
        for (number, line) in String::from_utf8_lossy(list).lines().map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let id = |text: &str| text::decode_array(text.trim()).map_err(|_| number + 1);
            if let Some(text) = line.strip_prefix(ID) {
                content.ids.push(id(text)?);
            } else if let Some(text) = line.strip_prefix(REPLACED) {
                content.replaced.push(id(text)?);
            } else {
                content.sessions.push(line.parse().map_err(|_| number + 1)?);
            }
        }
        let Self { ids, replaced, .. } = &mut content;
        ids.retain(|id| !replaced.contains(id));
        Ok(content)
    }
}

/// The line that says which list this is.
pub(super) fn id_line(id: &ListId) -> String {
    format!("{ID}{}\n", text::encode(id))
}

/// The line that says that this id isn't one any more.
pub(super) fn replaced_line(id: &ListId) -> String {
    format!("{REPLACED}{}\n", text::encode(id))
}

/// How long a list is without a line that its writer didn't come to the end of.
pub(super) fn whole_lines(list: &[u8]) -> usize {
    list.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1)
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    #[test]
    fn lists_that_were_put_together_in_any_order_are_one() {
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("master.key");
        let sessions = [1, 2].map(|byte| SessionId::of_manifest(&[byte]));
        assert_eq!(ReleasedList::read(&key).unwrap(), None);
        let lines = [
            format!("{}\n", sessions[0]),
            id_line(&[7; 16]),
            "# a comment\n".into(),
            format!("{}\n", sessions[1]),
            id_line(&[8; 16]),
            "list torn".into(),
        ];
        fs::write(released_list(&key), lines.concat()).unwrap();
        let list = ReleasedList::read(&key).unwrap().unwrap();
        assert_eq!((list.ids, list.sessions), (vec![[7; 16], [8; 16]], sessions.to_vec()));
        for line in ["list", "list abc", "lists", "replaced", "replaced abc", "nothing"] {
            assert_eq!(Content::parse(format!("# one\n{line}\n").as_bytes()), Err(2), "{line}");
        }
    }

    #[test]
    fn a_replaced_id_is_none_wherever_its_line_stands() {
        let lines = [
            replaced_line(&[7; 16]),
            id_line(&[7; 16]),
            id_line(&[8; 16]),
            id_line(&[9; 16]),
            replaced_line(&[9; 16]),
        ];
        let content = Content::parse(lines.concat().as_bytes()).unwrap();
        assert_eq!((content.ids, content.replaced), (vec![[8; 16]], vec![[7; 16], [9; 16]]));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused_by_the_line(list: Vec<u8>) {
            let lines = String::from_utf8_lossy(&list).lines().count();
            if let Err(line) = Content::parse(&list) {
                prop_assert!((1..=lines).contains(&line));
            }
            prop_assert!(whole_lines(&list) <= list.len());
        }

        #[test]
        fn in_whatever_order_lines_come_they_say_the_same(
            lines in vec((any::<bool>(), 0_u8..4), 0..8).prop_shuffle()
        ) {
            let line = |(replaces, id): &(bool, u8)| if *replaces { replaced_line(&[*id; 16]) } else { id_line(&[*id; 16]) };
            let content = Content::parse(lines.iter().map(line).collect::<String>().as_bytes()).unwrap();
            for id in 0..4 {
                let [named, replaced] = [false, true].map(|replaces| lines.contains(&(replaces, id)));
                prop_assert_eq!(content.ids.contains(&[id; 16]), named && !replaced);
                prop_assert_eq!(content.replaced.contains(&[id; 16]), replaced);
            }
        }
    }
}
