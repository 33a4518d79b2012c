// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Each TCP session when it ends: whose it was, between which addresses, how
 * many bytes went either way, and how long it lasted.
 *
 * A socket changes its state to SYN_SENT, FIN_WAIT1 and LAST_ACK in the process
 * that connects or closes it, and to all others in whoever a packet interrupts.
 * A session that was accepted and then reset by the other side has no process.
 */
#include "filter.h"
#include "identity.h"
#include "output.h"
#include "tcplife.h"

const volatile struct tcplife_settings settings = {};

#define PROTOCOL_TCP 6
#define FAMILY_INET6 10

/* net/tcp_states.h */
#define STATE_ESTABLISHED 1
#define STATE_SYN_SENT 2
#define STATE_SYN_RECV 3
#define STATE_FIN_WAIT1 4
#define STATE_CLOSE 7
#define STATE_LAST_ACK 9

struct in6_addr {
	__u8 bytes[16];
};

struct sock_common {
	__u32 skc_daddr;
	__u32 skc_rcv_saddr;
	__u16 skc_dport;
	__u16 skc_family;
	unsigned long skc_flags;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
} __relocated;

struct sock {
	struct sock_common __sk_common;
	__u16 sk_protocol;
} __relocated;

/* A bit of skc_flags: the other side's FIN has come. */
enum sock_flags {
	SOCK_DONE = 1,
};

/* The port that is bound is given back before the state is set. */
struct inet_sock {
	__u16 inet_sport;
} __relocated;

struct tcp_sock {
	__u64 bytes_received;
	__u64 bytes_sent;
	__u64 bytes_retrans;
} __relocated;

struct trace_event_raw_inet_sock_set_state {
	const void *skaddr;
	int newstate;
} __relocated;

/* A session that has not ended. */
struct session {
	__u64 start_ns;
	__u32 pid;
	__u32 tid;
	__u32 is_identified;
	__u32 is_wanted;
	char comm[16];
};

/* By socket. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 65536);
	__type(key, __u64);
	__type(value, struct session);
} sessions SEC(".maps");

static __always_inline void identify_session(struct session *session)
{
	struct identity identity = identify(&settings.filter, session->comm);

	session->pid = identity.pid;
	session->tid = identity.tid;
	session->is_identified = 1;
	session->is_wanted = is_wanted(&settings.filter);
}

static __always_inline void begin(__u64 socket, int state)
{
	struct session fresh = {.is_wanted = !settings.filter.conditions};
	struct session *session = bpf_map_lookup_elem(&sessions, &socket);

	if (session) {
		session->start_ns = bpf_ktime_get_ns();
		return;
	}
	fresh.start_ns = bpf_ktime_get_ns();
	if (state == STATE_SYN_SENT)
		identify_session(&fresh);
	if (bpf_map_update_elem(&sessions, &socket, &fresh, BPF_ANY))
		count_drop();
}

static __always_inline void close_by_process(__u64 socket)
{
	struct session *session = bpf_map_lookup_elem(&sessions, &socket);

	if (session && !session->is_identified)
		identify_session(session);
}

/* The kernel counts the other side's FIN as a byte. */
static __always_inline __u64 received_bytes(struct sock *socket)
{
	__u64 bytes = BPF_CORE_READ((struct tcp_sock *)socket, bytes_received);
	unsigned long flags = BPF_CORE_READ(socket, __sk_common.skc_flags);
	__u64 done = bpf_core_enum_value(enum sock_flags, SOCK_DONE);

	return bytes && flags >> done & 1 ? bytes - 1 : bytes;
}

static __always_inline void read_addresses(struct tcplife_record *record,
					   struct sock *socket)
{
	record->family = BPF_CORE_READ(socket, __sk_common.skc_family);
	record->local_port = __builtin_bswap16(
		BPF_CORE_READ((struct inet_sock *)socket, inet_sport));
	record->remote_port =
		__builtin_bswap16(BPF_CORE_READ(socket, __sk_common.skc_dport));
	if (record->family == FAMILY_INET6) {
		BPF_CORE_READ_INTO(&record->local, socket,
				   __sk_common.skc_v6_rcv_saddr);
		BPF_CORE_READ_INTO(&record->remote, socket,
				   __sk_common.skc_v6_daddr);
		return;
	}
	BPF_CORE_READ_INTO((__u32 *)record->local, socket,
			   __sk_common.skc_rcv_saddr);
	BPF_CORE_READ_INTO((__u32 *)record->remote, socket,
			   __sk_common.skc_daddr);
}

static __always_inline void report(struct sock *socket,
				   const struct session *session)
{
	__u64 now = bpf_ktime_get_ns();
	struct tcp_sock *tcp = (struct tcp_sock *)socket;
	struct tcplife_record record = {
		.time_ns = now,
		.duration_ns = now - session->start_ns,
		.sent_bytes = BPF_CORE_READ(tcp, bytes_sent) -
			      BPF_CORE_READ(tcp, bytes_retrans),
		.received_bytes = received_bytes(socket),
		.pid = session->pid,
		.tid = session->tid,
	};

	read_addresses(&record, socket);
	__builtin_memcpy(record.comm, session->comm, sizeof(record.comm));
	output(&record, sizeof(record));
}

static __always_inline void end(struct sock *socket)
{
	__u64 number = number_of(socket);
	struct session *session = bpf_map_lookup_elem(&sessions, &number);

	if (!session)
		return;
	if (session->is_wanted)
		report(socket, session);
	bpf_map_delete_elem(&sessions, &number);
}

static __always_inline void state_changed(struct sock *socket, int state)
{
	if (BPF_CORE_READ(socket, sk_protocol) != PROTOCOL_TCP)
		return;
	switch (state) {
	case STATE_ESTABLISHED:
	case STATE_SYN_SENT:
	case STATE_SYN_RECV:
		begin(number_of(socket), state);
		break;
	case STATE_FIN_WAIT1:
	case STATE_LAST_ACK:
		close_by_process(number_of(socket));
		break;
	case STATE_CLOSE:
		end(socket);
		break;
	}
}

SEC("tp_btf/inet_sock_set_state")
int BPF_PROG(state_btf, struct sock *socket, int before, int after)
{
	state_changed(socket, after);
	return 0;
}

SEC("raw_tp/inet_sock_set_state")
int BPF_PROG(state_raw, struct sock *socket, int before, int after)
{
	state_changed(socket, after);
	return 0;
}

SEC("tracepoint/sock/inet_sock_set_state")
int state_classic(struct trace_event_raw_inet_sock_set_state *event)
{
	state_changed((struct sock *)event->skaddr, event->newstate);
	return 0;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
