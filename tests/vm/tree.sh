# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# Trees: one minimal Debian per suite, with the suite's compiler, in the cache.
# Sourced after lib.sh. Callers hold the cache's lock.

# know_archives: apt tells whose archives it has only once it has read them,
# which on an image of a container it often has not
know_archives()
{
	[ -n "$(mirror main)" ] || retry apt-get -qq \
		-o APT::Update::Error-Mode=any update >&2 ||
		say "apt cannot reach all of its archives"
}

# mirror KIND: base address of the main or the security archive
mirror()
{
	local line main security

	# shellcheck disable=SC2016
	line=$(apt-get indextargets --format '$(CODENAME) $(REPO_URI)' \
		'Created-By: Packages' 'Origin: Debian' 2>/dev/null || true)
	main=$(awk '$1 !~ /-security$/ { print $2; exit }' <<<"$line")
	security=$(awk '$1 ~ /-security$/ { print $2; exit }' <<<"$line")
	if [ "$1" = security ]; then
		echo "${security:-${main%/}-security/}"
	else
		echo "$main"
	fi
}

# write_sources TREE SUITE: the archives the kernels are in, signed by Debian
write_sources()
{
	local key=/usr/share/keyrings/debian-archive-keyring.gpg
	local main security

	main=$(mirror main)
	security=$(mirror security)
	rm -f "$1"/etc/apt/sources.list.d/*
	cat >"$1/etc/apt/sources.list" <<-END
	deb [signed-by=$key] $main $2 main
	deb [signed-by=$key] $main $2-backports main
	deb [signed-by=$key] $security $2-security main
	END
	# This machine's way out: proxies, time-outs. No secrets are in Acquire.
	apt-config dump | grep '^Acquire::' >"$1/etc/apt/apt.conf.d/00host" || true
	cp -L /etc/resolv.conf /etc/hosts "$1/etc/"
}

# make_tree SUITE [NAME PACKAGE...]: a minimal Debian; twenty seconds. One that
# has a name of its own has these packages.
make_tree()
{
	local suite=$1 name=${2:-$1} tree=$CACHE/trees/${2:-$1} main proxy=
	local key=/usr/share/keyrings/debian-archive-keyring.gpg
	local packages=ca-certificates,debian-archive-keyring

	shift
	[ $# = 0 ] || shift
	[ $# = 0 ] || packages+=$(printf ',%s' "$@")

	[ ! -e "$tree/.complete" ] || return 0
	[ "$(id -u)" = 0 ] ||
		unavailable "root is needed to set up a Debian $suite tree"
	command -v debootstrap >/dev/null ||
		unavailable "debootstrap is not installed: run scripts/install-deps"
	command -v apt-get >/dev/null ||
		unavailable "this machine has no apt to tell a Debian mirror"
	know_archives
	main=$(mirror main)
	[ -n "$main" ] ||
		unavailable "this machine's apt knows no Debian mirror that it can reach"

	say "setting up a Debian $suite tree, $name"
	rm -rf "$tree"
	mkdir -p "$CACHE/trees"
	eval "$(apt-config shell proxy Acquire::http::Proxy)"
	http_proxy=${proxy:-${http_proxy:-}} retry \
		unshare --mount debootstrap --variant=minbase --keyring="$key" \
		--include="$packages" \
		"$suite" "$tree" "$main" >"$CACHE/trees/$name.log" 2>&1 ||
		unavailable "no Debian $suite tree: $(tail -n 1 "$CACHE/trees/$name.log")"
	write_sources "$tree" "$suite"
	retry in_tree "$name" apt-get -q update >>"$CACHE/trees/$name.log" 2>&1 ||
		unavailable "no package lists for $suite: $(tail -n 1 "$CACHE/trees/$name.log")"
	touch "$tree/.complete"
}

# install_in_tree SUITE PACKAGE...
install_in_tree()
{
	local suite=$1

	shift
	retry in_tree "$suite" apt-get -q -y install --no-install-recommends \
		-o Acquire::Retries=3 "$@" >>"$CACHE/trees/$suite.log" 2>&1
}

# download SUITE DIRECTORY PACKAGE...: unpacked there, not installed
download()
{
	local suite=$1 into=$2 tree=$CACHE/trees/$1 package

	shift 2
	rm -rf "$tree/debs"
	mkdir -p "$tree/debs" "$into"
	for package; do
		retry in_tree "$suite" env -C /debs apt-get -q \
			-o APT::Sandbox::User=root -o Acquire::Retries=3 \
			download "$package" >&2 || return 1
	done
	for package in "$tree"/debs/*.deb; do
		dpkg-deb -x "$package" "$into" || return 1
	done
	rm -rf "$tree/debs"
}
