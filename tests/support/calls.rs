//! Who a program calls: its calls to the system are watched, and it can be put where there is no network.

use std::{
    ffi::OsStr,
    path::Path,
    process::{Command, Stdio},
    sync::OnceLock,
};

/// Calls that send something to an address, or take one.
const ADDRESSED: [&str; 5] = ["connect(", "bind(", "sendto(", "sendmsg(", "sendmmsg("];
/// Unix sockets behind which somebody else asks the network.
const RESOLVERS: [&str; 2] = ["/run/systemd/resolve", "/run/avahi-daemon"];

/// A program all of whose calls to the network, and those of all it starts, are added to a file.
#[must_use]
pub fn watched(program: impl AsRef<OsStr>, trace: &Path) -> Command {
    let mut command = Command::new("strace");
    let calls = "trace=socket,connect,bind,sendto,sendmsg,sendmmsg";
    command
        .args(["-f", "--seccomp-bpf", "-qq", "-s", "256", "-e", calls, "-A", "-o"])
        .arg(trace)
        .arg(program);
    command
}

/// A program in a network of its own in which there is nobody: not even this machine, unless `loopback`.
#[must_use]
pub fn alone(program: impl AsRef<OsStr>, loopback: bool) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--net", "--"]);
    if loopback {
        command.args(["sh", "-c", "ip link set lo up && exec \"$0\" \"$@\""]);
    }
    command.arg(program);
    command
}

/// May calls be watched here? Says so loudly where not.
pub fn may_watch() -> bool {
    static MAY: OnceLock<bool> = OnceLock::new();
    *MAY.get_or_init(|| may(&mut watched("true", Path::new("/dev/null")), "calls cannot be watched (strace)"))
}

/// May programs be put into a network of their own here? Says so loudly where not.
pub fn may_be_alone() -> bool {
    static MAY: OnceLock<bool> = OnceLock::new();
    *MAY.get_or_init(|| may(&mut alone("true", true), "no empty network can be made (unshare)"))
}

fn may(command: &mut Command, without: &str) -> bool {
    let may = command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|ran| ran.success());
    if !may {
        eprintln!("\n*** NOT PROVEN HERE: {without}; this system does not permit it. ***\n");
    }
    may
}

/// The calls of a trace that lead out of this machine, or would let somebody in. Asking for a name leads
/// out wherever it is asked.
#[must_use]
pub fn outward(trace: &str) -> Vec<String> {
    let call = |line: &&str| ADDRESSED.iter().any(|name| line.contains(&format!(" {name}")));
    trace.lines().filter(call).filter(|line| leads_out(line)).map(str::to_owned).collect()
}

/// The calls of a trace that open a socket for the network, whatever is done with it.
#[must_use]
pub fn sockets(trace: &str) -> Vec<String> {
    let opens = |line: &&str| line.contains(" socket(AF_INET") || line.contains(" socket(AF_PACKET");
    trace.lines().filter(opens).map(str::to_owned).collect()
}

fn leads_out(line: &str) -> bool {
    if RESOLVERS.iter().any(|resolver| line.contains(resolver)) {
        return true;
    }
    let asks_for_a_name = line.contains("htons(53)") || line.contains("htons(5353)");
    // Each message of a `sendmmsg` has its own address.
    let addresses = line.split("sa_family=").skip(1);
    addresses.into_iter().any(|address| match address.split([',', '}']).next() {
        Some("AF_UNIX" | "AF_NETLINK" | "AF_UNSPEC") | None => false,
        Some("AF_INET") => asks_for_a_name || !address.contains("inet_addr(\"127."),
        Some("AF_INET6") => asks_for_a_name || !address.contains("\"::1\""),
        Some(_) => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_out_is_told_from_what_stays() {
        let stays = r#"
7 socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 3
7 connect(3, {sa_family=AF_INET, sin_port=htons(9000), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
7 bind(3, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
7 connect(3, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0
7 connect(4, {sa_family=AF_UNIX, sun_path="/tmp/.X11-unix/X7"}, 110) = 0
7 connect(4, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)
7 bind(5, {sa_family=AF_NETLINK, nl_pid=0, nl_groups=00000000}, 12) = 0
7 getsockname(6, {sa_family=AF_INET, sin_port=htons(58397), sin_addr=inet_addr("0.0.0.0")}, [16]) = 0
7 sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="l\0\1", iov_len=3}], msg_iovlen=1}, MSG_NOSIGNAL) = 3"#;
        assert_eq!(outward(stays), [""; 0]);
        assert_eq!(sockets(stays).len(), 1);
        for out in [
            r#"7 connect(4, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("8.8.8.8")}, 16) = -1 ENETUNREACH"#,
            r#"7 connect(4, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0"#,
            r#"7 connect(5, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr), sin6_scope_id=0}, 28) = -1"#,
            r#"7 sendto(4, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("10.0.0.1")}, 16) = 1"#,
            r#"7 bind(6, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("0.0.0.0")}, 16) = 0"#,
            r#"7 sendmmsg(4, [{msg_hdr={msg_name={sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("10.0.0.1")}}}], 1, 0) = 1"#,
            r#"7 connect(4, {sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd.Resolve"}, 42) = 0"#,
            r#"7 bind(6, {sa_family=AF_PACKET, sll_protocol=htons(ETH_P_ALL)}, 20) = 0"#,
        ] {
            assert_eq!(outward(out), [out], "{out}");
        }
    }
}
