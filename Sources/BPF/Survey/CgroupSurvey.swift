// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc
import System

/// Programs that were attached to cgroups without a link, as systemd does.
enum CgroupSurvey {
  /// Each program type's attach types.
  private static let attachTypes: [UInt32: [bpf_attach_type]] = [
    BPF_PROG_TYPE_CGROUP_SKB.rawValue: [BPF_CGROUP_INET_INGRESS, BPF_CGROUP_INET_EGRESS],
    BPF_PROG_TYPE_CGROUP_SOCK.rawValue: [
      BPF_CGROUP_INET_SOCK_CREATE, BPF_CGROUP_INET_SOCK_RELEASE, BPF_CGROUP_INET4_POST_BIND,
      BPF_CGROUP_INET6_POST_BIND,
    ],
    BPF_PROG_TYPE_CGROUP_DEVICE.rawValue: [BPF_CGROUP_DEVICE],
    BPF_PROG_TYPE_CGROUP_SYSCTL.rawValue: [BPF_CGROUP_SYSCTL],
    BPF_PROG_TYPE_CGROUP_SOCKOPT.rawValue: [BPF_CGROUP_GETSOCKOPT, BPF_CGROUP_SETSOCKOPT],
    BPF_PROG_TYPE_SOCK_OPS.rawValue: [BPF_CGROUP_SOCK_OPS],
    BPF_PROG_TYPE_CGROUP_SOCK_ADDR.rawValue: [
      BPF_CGROUP_INET4_BIND, BPF_CGROUP_INET6_BIND, BPF_CGROUP_INET4_CONNECT,
      BPF_CGROUP_INET6_CONNECT, BPF_CGROUP_UDP4_SENDMSG, BPF_CGROUP_UDP6_SENDMSG,
      BPF_CGROUP_UDP4_RECVMSG, BPF_CGROUP_UDP6_RECVMSG, BPF_CGROUP_INET4_GETPEERNAME,
      BPF_CGROUP_INET6_GETPEERNAME, BPF_CGROUP_INET4_GETSOCKNAME, BPF_CGROUP_INET6_GETSOCKNAME,
    ],
  ]
  /// The kernel's limit for one cgroup.
  private static let mostPrograms: UInt32 = 64

  static func hooks(ofTypes types: Set<UInt32>) -> [(program: UInt32, hook: AttachedHook)] {
    let wanted = types.flatMap { attachTypes[$0] ?? [] }
    if wanted.isEmpty { return [] }
    var found: [(program: UInt32, hook: AttachedHook)] = []
    for place in Mounts.places(of: "cgroup2") { look(at: place, below: "", wanted, &found) }
    return found
  }

  private static func look(
    at place: String, below path: String, _ types: [bpf_attach_type],
    _ found: inout [(program: UInt32, hook: AttachedHook)]
  ) {
    let folder = place + path
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // A cgroup may go meanwhile.
    guard descriptor >= 0 else { return }
    let owner = OpenFile(adopting: descriptor)
    for type in types {
      let hook = AttachedHook.cgroup(type.rawValue, path.isEmpty ? "/" : path)
      found += programs(at: owner.descriptor, type).map { ($0, hook) }
    }
    for name in Folder.folders(in: folder) {
      look(at: place, below: "\(path)/\(name)", types, &found)
    }
  }

  private static func programs(at cgroup: Int32, _ type: bpf_attach_type) -> [UInt32] {
    var numbers = [UInt32](repeating: 0, count: Int(mostPrograms))
    var count = mostPrograms
    var flags: UInt32 = 0
    let result = unsafe bpf_prog_query(cgroup, type, 0, &flags, &numbers, &count)
    // A kernel without this attach type has no programs there.
    return result == 0 ? Array(numbers.prefix(Int(count))) : []
  }
}

extension AttachedHook {
  /// A hook such as `device /system.slice`: attach type and cgroup.
  static func cgroup(_ attachType: UInt32, _ cgroup: String) -> AttachedHook {
    // `attachName` has no name for number 0.
    let name = ProgramKind(type: 0, attachType: attachType).attachName ?? "cgroup_inet_ingress"
    let prefix = "cgroup_"
    let short = name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    return AttachedHook(.cgroup, "\(short) \(cgroup)")
  }
}
