# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# What the lab's scripts share. Sourced, never run.

VM_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TOP_DIR=$(cd "$VM_DIR/../.." && pwd)
VM_BUILD=${VM_BUILD:-$TOP_DIR/build/vm}
CACHE=${ACSDIAG_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/acsdiag}

# Exit status of "not possible on this machine"; the reason is on stderr.
UNAVAILABLE=77

say()
{
	echo "$*" >&2
}

unavailable()
{
	say "$*"
	exit "$UNAVAILABLE"
}

# retry COMMAND...: networks fail for a moment; three tries tell that apart
retry()
{
	local try

	for try in 1 2 3; do
		"$@" && return 0
		[ "$try" = 3 ] || { say "try $try failed: $*"; sleep $((try * 5)); }
	done
	return 1
}

# kernel_field NAME COLUMN: one field of the kernel table
kernel_field()
{
	awk -v name="$1" -v column="$2" \
		'!/^#/ && $1 == name { print $column }' "$VM_DIR/kernels"
}

kernel_names()
{
	awk '!/^#/ && NF { print $1 }' "$VM_DIR/kernels"
}

# in_tree SUITE COMMAND...: run a command inside a suite's tree, with a /proc for
# the tools that look at themselves (objtool from 7.0 on does). Where this
# machine allows no mounts, it is left out.
in_tree()
{
	local tree=$CACHE/trees/$1

	shift
	# shellcheck disable=SC2016
	unshare --mount --fork sh -c '
		mount -t proc proc "$1/proc" 2>/dev/null || true
		exec chroot "$@"' sh "$tree" \
		/usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
		LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}
