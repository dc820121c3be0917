//! One survey, from its offer to what an older copy of its store makes of it.

use std::{path::PathBuf, sync::Arc};

use tacit_server::{
    released_list,
    store::embedded::{back_up, restore},
};
use tacit_testkit::seeded::Seeded;
use tokio::{
    runtime,
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::{
    analyst::{self, Process},
    chaos::up_to,
    common::{START, survey::Survey},
    invariants::{self, Told},
    people::Device,
    plant::Plant,
    world::{END, World},
};

/// Runs the schedule of this seed, and checks what came of it.
///
/// # Panics
///
/// If something is not as it must be.
pub fn run(seed: u64, plant: Arc<Plant>) {
    let time = runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    time.block_on(async {
        let ended = timeout(END, survey(seed, plant)).await;
        assert!(ended.is_ok(), "it never comes to an end");
    });
    // What hangs in servers that died.
    time.shutdown_background();
}

async fn survey(seed: u64, plant: Arc<Plant>) {
    let mut random = Seeded::new(seed);
    let world = World::new(plant, 1 + random.below(3) as usize);
    let closes_at = (random.below(2) == 0).then_some(START + 1_800_000);
    let participants = 2 + random.below(5) as usize;
    // Everybody who asks has a number, which servers don't.
    let mut numbers = 100..;
    let mut number = || numbers.next().unwrap();
    let change = |manifest: &mut tacit_protocol::manifest::Manifest| manifest.closes_at = closes_at;
    let survey = Arc::new(analyst::open(&world, number(), participants, change).await);
    world.let_clocks_jump();

    let (mut devices, mut processes) = (JoinSet::new(), JoinSet::new());
    for token in &survey.tokens {
        for _ in 0..1 + random.below(2) {
            let (world, survey, token) = (world.clone(), survey.clone(), token.clone());
            devices.spawn(Device { world, survey, token, number: number() }.run());
        }
    }
    for _ in 0..1 + random.below(2) {
        let process = Process { world: world.clone(), survey: survey.clone(), number: number() };
        processes.spawn(process.run());
    }
    sleep(up_to(&mut random, 30_000)).await;
    let copy = copy(&world);
    let (heard, computed) = tokio::join!(devices.join_all(), processes.join_all());
    world.calm();
    // First: who asks for the release once more has it remembered again.
    if let Some(copy) = copy {
        older_copy(&world, &survey, copy, seed).await;
    }
    invariants::check(&world, &survey, number(), Told::new(heard, computed)).await;
}

/// A copy of the store as it is now, made while it is in use.
fn copy(world: &World) -> Option<PathBuf> {
    let copy = world.plant.folder.path().join("copy.db");
    back_up(&world.plant.file()?, &copy).unwrap();
    Some(copy)
}

/// The copy on another machine, with the master key and the list that is beside it.
async fn older_copy(world: &Arc<World>, survey: &Arc<Survey>, copy: PathBuf, seed: u64) {
    let folder = tempfile::tempdir().unwrap();
    let key = |folder: &tempfile::TempDir| folder.path().join("master.key");
    let (from, to) = (key(&world.plant.folder), key(&folder));
    std::fs::copy(&from, &to).unwrap();
    std::fs::copy(released_list(&from), released_list(&to)).unwrap();
    restore(&copy, &folder.path().join("tacit.db")).unwrap();
    let other = World::new(Plant::embedded(seed, folder), 1);
    other.calm();
    invariants::check_older(&other, world, survey).await;
}
