//! What the system says a process has used (Linux, `proc(5)`).

use std::{fs, ops::AddAssign};

/// Clock ticks a second, in which the system counts processor time.
const TICKS: f64 = 100.0;

/// So far.
pub(crate) struct Usage {
    spent: Spent,
    /// KiB of memory that are resident.
    memory: u64,
}

/// Of what is used up.
#[derive(Default)]
pub(crate) struct Spent {
    /// Seconds of processor time, of all threads.
    pub(crate) processor: f64,
    /// Bytes handed to the disk.
    pub(crate) written: u64,
}

impl Usage {
    pub(crate) fn of(process: u32) -> Self {
        let read = |file: &str| fs::read_to_string(format!("/proc/{process}/{file}")).unwrap();
        let stat = read("stat");
        // After the name, which may hold anything, in parentheses.
        let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
        let ticks: f64 = [11, 12].map(|field| fields[field].parse::<f64>().unwrap()).iter().sum();
        let spent = Spent { processor: ticks / TICKS, written: field(&read("io"), "write_bytes:") };
        Self { spent, memory: field(&read("status"), "VmRSS:") }
    }

    /// What was used up since.
    pub(crate) fn since(&self, before: &Self) -> Spent {
        let (now, then) = (&self.spent, &before.spent);
        Spent { processor: now.processor - then.processor, written: now.written - then.written }
    }

    pub(crate) fn memory_mib(&self) -> f64 {
        self.memory as f64 / 1024.0
    }
}

impl AddAssign for Spent {
    fn add_assign(&mut self, other: Self) {
        self.processor += other.processor;
        self.written += other.written;
    }
}

fn field(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}
