//! Where the programs of one build are, and running them to their end.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::Error;

/// The programs of one build.
#[derive(Clone, Debug)]
pub struct Programs {
    folder: PathBuf,
}

impl Programs {
    /// The programs in a folder, such as `target/debug`.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The programs built together with the test that is running: in the folder above the test's.
    ///
    /// # Errors
    ///
    /// When the test doesn't know where it is.
    pub fn of_this_build() -> Result<Self, Error> {
        let test = env::current_exe().map_err(|source| Error::io("this test", source))?;
        let folder = test.parent().and_then(Path::parent).unwrap_or(Path::new("."));
        Ok(Self::in_folder(folder))
    }

    /// The path of one program.
    ///
    /// # Errors
    ///
    /// When it isn't built.
    pub fn path(&self, name: &str) -> Result<PathBuf, Error> {
        let path = self.folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
        if path.is_file() { Ok(path) } else { Err(Error::NotBuilt(path)) }
    }

    /// A command of one program.
    ///
    /// # Errors
    ///
    /// When it isn't built.
    pub fn command(&self, name: &str) -> Result<Command, Error> {
        self.path(name).map(Command::new)
    }
}

/// Runs a command to its end without a terminal, and returns what it printed.
pub(crate) fn output(command: &mut Command) -> Result<String, Error> {
    let program = PathBuf::from(command.get_program());
    let output = command.stdin(Stdio::null()).output().map_err(|source| Error::io(&program, source))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    Err(Error::Failed {
        program: program.display().to_string(),
        status: output.status,
        output: text + &String::from_utf8_lossy(&output.stderr),
    })
}
