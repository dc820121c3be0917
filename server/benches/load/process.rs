//! What the system says a process has used (Linux, `proc(5)`).

use std::fs;

/// Clock ticks a second, in which the system counts processor time.
const TICKS: f64 = 100.0;

/// So far, or between two moments.
pub(crate) struct Usage {
    /// Seconds of processor time, of all threads.
    pub(crate) processor: f64,
    /// Bytes handed to the disk.
    pub(crate) written: u64,
    /// KiB of memory that are resident.
    memory: u64,
}

impl Usage {
    pub(crate) fn of(process: u32) -> Self {
        let read = |file: &str| fs::read_to_string(format!("/proc/{process}/{file}")).unwrap();
        let stat = read("stat");
        // After the name, which may hold anything, in parentheses.
        let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
        let ticks: f64 = [11, 12].map(|field| fields[field].parse::<f64>().unwrap()).iter().sum();
        Self {
            processor: ticks / TICKS,
            written: field(&read("io"), "write_bytes:"),
            memory: field(&read("status"), "VmRSS:"),
        }
    }

    pub(crate) fn since(&self, before: &Self) -> Self {
        Self {
            processor: self.processor - before.processor,
            written: self.written - before.written,
            memory: self.memory,
        }
    }

    pub(crate) fn memory_mib(&self) -> f64 {
        self.memory as f64 / 1024.0
    }
}

fn field(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}
