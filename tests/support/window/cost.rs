//! What a window costs.

use std::fs;

use super::{Window, group_of};

impl Window {
    /// The memory of the program and the webview's processes, in bytes: each page's share of what several
    /// processes have in common (PSS). The driver is not counted.
    pub fn memory(&self) -> u64 {
        let mut processes = self.processes();
        processes.extend(super::all_processes().filter(|id| {
            let name = fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default();
            group_of(*id) == Some(self.driver.group())
                && name.starts_with("WebKit")
                && !name.starts_with("WebKitWebDriver")
        }));
        processes.iter().filter_map(|id| pss(*id)).sum()
    }
}

/// A process's proportional share of memory, in bytes.
fn pss(process: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}
