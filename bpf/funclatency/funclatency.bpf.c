// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * How long functions take, those of the kernel and those of programs.
 *
 * A call is known by where its frame is on a stack: no two calls of a function
 * that run at the same time share that, be they of one thread that calls itself
 * or of many. What is left behind by one that never returns is overwritten by
 * the next that begins at its place.
 */
#include "funclatency.h"
#include "drops.h"
#include "filter.h"
#include "kernel_types.h"
#include "session.h"
#include "started.h"
#include "tally.h"

const volatile struct funclatency_settings settings = {};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct histogram);
} together SEC(".maps");

/* User space makes room where functions are counted apart. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct histogram);
} functions SEC(".maps");

static __always_inline int entered(__u64 frame, __u64 function)
{
	if (is_wanted(&settings.filter))
		start(frame, function);
	return 0;
}

static __always_inline void add_call(__u64 start_ns, __u64 function)
{
	__u32 index = function;
	struct histogram *histogram;

	if (settings.by_function) {
		histogram = bpf_map_lookup_elem(&functions, &index);
	} else {
		index = 0;
		histogram = bpf_map_lookup_elem(&together, &index);
	}
	if (histogram)
		add_latency(histogram, bpf_ktime_get_ns() - start_ns);
}

static __always_inline int returned(__u64 frame)
{
	__u64 function, start_ns = finish(frame, &function);

	if (start_ns)
		add_call(start_ns, function);
	return 0;
}

/* The arguments of an fentry and of the fexit behind it lie in the same frame,
 * that of the trampoline of the call.
 */
#define TRAMPOLINE_PROGRAMS(number)                                            \
	SEC("fentry")                                                          \
	int enter_fentry_##number(void *ctx)                                   \
	{                                                                      \
		return entered(number_of(ctx), number);                        \
	}                                                                      \
                                                                               \
	SEC("fexit")                                                           \
	int return_fexit_##number(void *ctx)                                   \
	{                                                                      \
		return returned(number_of(ctx));                               \
	}

TRAMPOLINE_PROGRAMS(0)
TRAMPOLINE_PROGRAMS(1)
TRAMPOLINE_PROGRAMS(2)
TRAMPOLINE_PROGRAMS(3)
TRAMPOLINE_PROGRAMS(4)
TRAMPOLINE_PROGRAMS(5)
TRAMPOLINE_PROGRAMS(6)
TRAMPOLINE_PROGRAMS(7)

/* Which function, by the number that user space attached it with; oldest
 * kernel 5.15. One alone has number 0.
 */
static __always_inline __u64 function_of(void *ctx)
{
	if (settings.by_function &&
	    bpf_core_enum_value_exists(enum bpf_func_id,
				       BPF_FUNC_get_attach_cookie))
		return bpf_get_attach_cookie(ctx);
	return 0;
}

/* At the entry the stack ends with the return address, at the return that is
 * gone.
 */
#define RETURN_ADDRESS_BYTES 8

/* A function that ends with a jump to another one leaves it its own frame; so
 * with more than one the function counts too. Oldest kernel for that 5.15.
 */
static __always_inline __u64 kernel_frame(struct pt_regs *ctx, __u64 stack)
{
	if (settings.several &&
	    bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_get_func_ip))
		return stack ^ bpf_get_func_ip(ctx) << 32;
	return stack;
}

SEC("kprobe")
int enter_kprobe(struct pt_regs *ctx)
{
	return entered(kernel_frame(ctx, PT_REGS_SP(ctx)), function_of(ctx));
}

SEC("kretprobe")
int return_kretprobe(struct pt_regs *ctx)
{
	__u64 stack = PT_REGS_SP(ctx) - RETURN_ADDRESS_BYTES;

	return returned(kernel_frame(ctx, stack));
}

/* Calls of a session that began and are wanted. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} begun SEC(".maps");

/* Both ends of a call: the kernel keeps for each when it began. Other than 0 at
 * the entry, there is no run at the return.
 */
SEC("kprobe")
int call_kprobe_session(struct pt_regs *ctx)
{
	__u64 *start_ns = session_cookie(ctx), *count;
	__u32 zero = 0;

	if (session_is_return(ctx)) {
		add_call(*start_ns, function_of(ctx));
		return 0;
	}
	if (!is_wanted(&settings.filter))
		return 1;
	count = bpf_map_lookup_elem(&begun, &zero);
	if (count)
		++*count;
	*start_ns = bpf_ktime_get_ns();
	return 0;
}

/* Stacks of two processes may lie at the same address, and a function that ends
 * with a jump to another one leaves it its own frame.
 */
static __always_inline __u64 user_frame(__u64 stack, __u64 function)
{
	__u64 pid = bpf_get_current_pid_tgid() >> 32;

	return stack + pid * 0x9e3779b97f4a7c15 + function * 0xc2b2ae3d27d4eb4f;
}

/* As function_of, also where functions are counted together. */
static __always_inline __u64 user_function_of(void *ctx)
{
	if (settings.several &&
	    bpf_core_enum_value_exists(enum bpf_func_id,
				       BPF_FUNC_get_attach_cookie))
		return bpf_get_attach_cookie(ctx);
	return function_of(ctx);
}

static __always_inline int user_entered(void *ctx, __u64 stack)
{
	__u64 function = user_function_of(ctx);

	return entered(user_frame(stack, function), function);
}

static __always_inline int user_returned(void *ctx, __u64 stack)
{
	return returned(user_frame(stack, user_function_of(ctx)));
}

SEC("uprobe")
int enter_uprobe(struct pt_regs *ctx)
{
	return user_entered(ctx, PT_REGS_SP(ctx));
}

SEC("uretprobe")
int return_uretprobe(struct pt_regs *ctx)
{
	return user_returned(ctx, PT_REGS_SP(ctx) - RETURN_ADDRESS_BYTES);
}

/* At a ret instruction the stack ends with the return address, as it did at the
 * entry.
 */
SEC("uprobe")
int return_instruction(struct pt_regs *ctx)
{
	return user_returned(ctx, PT_REGS_SP(ctx));
}

/* The start of what Go's runtime keeps of a goroutine, runtime.g. */
struct goroutine {
	__u64 stack_low;
	__u64 stack_high;
};

/* A goroutine goes from thread to thread, and its stack is moved when it grows:
 * then the distance from the stack's upper end is the same. Code that is built
 * with Go 1.17 or newer has the running goroutine in r14.
 */
static __always_inline __u64 goroutine_frame(struct pt_regs *ctx,
					     __u64 function)
{
	__u64 high = 0;

	bpf_probe_read_user(&high, sizeof(high),
			    &((struct goroutine *)ctx->r14)->stack_high);
	return user_frame(high - PT_REGS_SP(ctx), function) ^ ctx->r14 << 20;
}

SEC("uprobe")
int enter_go(struct pt_regs *ctx)
{
	__u64 function = user_function_of(ctx);

	return entered(goroutine_frame(ctx, function), function);
}

SEC("uprobe")
int return_go_instruction(struct pt_regs *ctx)
{
	return returned(goroutine_frame(ctx, user_function_of(ctx)));
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
