# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Modelled graphics cards for a guest (tests/gpusim). Sourced by run-vm.
#
# A topology names them in $gpus, one NAME=FAMILY[,OPTION...] each. Every card
# has a root port of its own, eight to a slot from 00:02.0 on, so that the first
# one is on bus 01, the second on 02, and so on. The guest gives orders to the
# server over a PCI serial port.

gpusim_directory=

# start_gpus CARD...: serve them; sets gpusim_arguments for QEMU
start_gpus()
{
	local server name function number=0 slot
	local -A seen=()

	server=$(flock "$TOP_DIR/tests/gpusim/Makefile" \
		make -s -C "$TOP_DIR/tests/gpusim" server) || return 1
	gpusim_directory=$(mktemp -d)
	coproc GPUSIM { exec "$server" "$gpusim_directory" "$@" 9>&-; }
	gpusim_arguments=(-object "memory-backend-memfd,id=gpusim,share=on,size=1G"
		-chardev "socket,id=orders,path=$gpusim_directory/control"
		-device "pci-serial,chardev=orders,addr=1e.0")
	while read -r name function <&"${GPUSIM[0]}" && [ -n "$name" ]; do
		if [ -z "${seen[$name]:-}" ]; then
			seen[$name]=1
			printf -v slot '%02x.%x' $((2 + number / 8)) $((number % 8))
			number=$((number + 1))
			gpusim_arguments+=(-device
				"pcie-root-port,id=$name,addr=$slot,multifunction=on,chassis=$number,slot=$number")
		fi
		gpusim_arguments+=(-device "$(gpu_function "$name" "$function")")
	done
	[ "$number" -gt 0 ]
}

# gpu_function NAME FUNCTION: QEMU's device for one function of a card. A write is
# done when the server took it: before that, no wait has begun.
gpu_function()
{
	printf '{"driver": "vfio-user-pci", "bus": "%s", "addr": "0.%s", ' "$@"
	printf '"multifunction": true, "x-no-posted-writes": true, "socket": {"type": "unix", '
	printf '"path": "%s/%s.%s"}}' "$gpusim_directory" "$@"
}

# stop_gpus DIRECTORY: end the server; its traces are kept there
stop_gpus()
{
	[ -n "$gpusim_directory" ] || return 0
	eval "exec ${GPUSIM[1]}>&-"
	wait "$GPUSIM_PID" 2>/dev/null || say "the server of modelled cards failed"
	cp "$gpusim_directory"/*.trace "$1/" 2>/dev/null || true
	rm -rf "$gpusim_directory"
	gpusim_directory=
}
