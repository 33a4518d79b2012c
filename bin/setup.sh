# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# What bin/tare, bin/test and .ci/run share: find a Swift toolchain, install the packages that are
# missing, build what is stale. Sourced by its absolute path.

readonly root=${BASH_SOURCE[0]%/bin/setup.sh} # the folder of Package.swift
readonly exit_unavailable=69 exit_not_permitted=77
readonly oldest_swift=6.2

# What a build needs; g++ stands for the headers and start files of C and C++, under the one name
# that all releases share.
readonly build_packages=(
  libbpf-dev libelf-dev zlib1g-dev # the BPF module
  libdw-dev                        # names of functions in programs, for stacks
  libbenchmark-dev                 # the workloads
  g++                              # headers and start files for Swift's own clang
  git ca-certificates              # the package manager's downloads
)
# What guests are booted with: kernels are unpacked, disks made, and the mirror's keys known.
# shellcheck disable=SC2034 # for bin/test, .ci/run and the action
readonly guest_packages=(
  qemu-system-x86 e2fsprogs xz-utils zstd lz4 debian-archive-keyring libarchive-tools
)
# What the toolchain itself is linked with and a small installation lacks.
readonly toolchain_packages=(libcurl4 libncurses6 libsqlite3-0 libxml2)

readonly release=$root/.build/release
readonly stamp=$root/.build/tare-is-fresh

say() {
  printf 'tare: %s\n' "$*" >&2
}

# die STATUS MESSAGE
die() {
  say "$2"
  exit "$1"
}

# --- packages ---------------------------------------------------------------------------------

# install_packages PACKAGE...: installs those that are absent.
install_packages() {
  local missing
  command -v dpkg-query >/dev/null || return 0 # another distribution: the build will tell
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} > 0)); then
    apt_install "${missing[@]}"
  fi
}

missing_packages() {
  local status name package
  local -A installed=()
  while read -r status name; do
    if [[ $status == ?i ]]; then installed[$name]=yes; fi
  done < <(dpkg-query --show --showformat '${db:Status-Abbrev} ${Package}\n' "$@" 2>/dev/null)
  for package; do
    if [[ ! -v installed[$package] ]]; then echo "$package"; fi
  done
}

# The package lists are fetched anew only when apt cannot do with those it has. A broken source of
# somebody else's must not stop us: the second install decides.
apt_install() {
  local log apt=(apt-get -y --no-install-recommends -o DPkg::Lock::Timeout=300 install "$@")
  if ((EUID != 0)); then
    die $exit_not_permitted "missing: $*; to install, run: sudo apt-get install $*"
  fi
  say "installing $*"
  log=$(mktemp)
  export DEBIAN_FRONTEND=noninteractive
  if ! "${apt[@]}" </dev/null >"$log" 2>&1; then
    say 'fetching the lists of packages first (apt-get update)'
    apt-get -o DPkg::Lock::Timeout=300 update </dev/null >"$log" 2>&1 || true
    if ! "${apt[@]}" </dev/null >>"$log" 2>&1; then
      cat "$log" >&2
      rm -f "$log"
      die $exit_unavailable "apt-get could not install $*; what it said is above"
    fi
  fi
  rm -f "$log"
}

# --- the toolchain ----------------------------------------------------------------------------

# Sets `swift` to the first toolchain that is new enough.
find_swift() {
  local candidate version rejected=''
  while read -r candidate; do
    [[ -x $candidate ]] || continue
    install_toolchain_libraries "${candidate%/*}"
    version=$(swift_version "$candidate") || true
    if is_new_enough "$version"; then
      swift=$candidate
      return
    fi
    rejected=" (found $candidate: ${version:-it does not start})"
  done < <(swift_candidates)
  die $exit_unavailable \
    "needs Swift $oldest_swift or newer$rejected; get it from https://www.swift.org/install"
}

# Paths where a toolchain may be, likeliest first; patterns that match nothing come out as they are.
# sudo leaves us a short PATH, so the caller's own places are searched too.
swift_candidates() {
  local home homes=("${HOME:-/root}")
  type -aP swift || true
  if [[ ${SUDO_USER:-root} != root ]]; then
    homes=("$(getent passwd "$SUDO_USER" | cut -d: -f6)" "${homes[@]}")
    runuser --login "$SUDO_USER" --command 'command -v swift' </dev/null 2>/dev/null |
      tail -n 1 || true
  fi
  for home in "${homes[@]}"; do
    printf '%s\n' "$home"/.local/share/swiftly/{toolchains/*/usr/bin,bin}/swift
    printf '%s\n' "$home"/{,.local/}swift*/usr/bin/swift
  done
  printf '%s\n' {/opt,/usr/local,/usr/share,/usr/local/share}/swift*/{usr/,}bin/swift
  printf '%s\n' {/usr/lib,/usr/libexec}/swift*/bin/swift /usr/local/bin/swift
}

install_toolchain_libraries() {
  if [[ $(ldd "$1"/{swift-build,swift-frontend,lld} 2>/dev/null) == *'not found'* ]]; then
    install_packages "${toolchain_packages[@]}"
  fi
}

# "6.3" of the toolchain whose `swift` is given; nothing if it does not start.
swift_version() {
  "$1" build --version </dev/null 2>/dev/null | sed -nE 's/.*Swift ([0-9]+\.[0-9]+).*/\1/p'
}

is_new_enough() {
  [[ -n $1 ]] && printf '%s\n' $oldest_swift "$1" | sort --version-sort --check=quiet
}

# run_swift ARGUMENT...: the toolchain on this package. Root must not leave files in a user's cache.
run_swift() (
  if ((EUID == 0)) && [[ -n ${HOME:-} && ! -O $HOME ]]; then
    export HOME=~root
  fi
  # SwiftPM reads Package.swift anew only where its text or the environment differ: a new workload.
  TARE_WORKLOADS=$(cd "$root/workloads" && echo */*.swift)
  export TARE_WORKLOADS
  exec "$swift" "$1" --package-path "$root" "${@:2}"
)

# Under sudo, in the caller's own clone: what root built there is the caller's.
give_back_build() {
  local path user=${SUDO_UID:-} group=${SUDO_GID:-}
  if ((EUID == 0)) && [[ -n $user && $(stat --format %u "$root") == "$user" ]]; then
    for path in "$root"/{.build,Package.resolved}; do
      if [[ -e $path ]]; then chown --recursive "$user:$group" "$path"; fi
    done
  fi
}

require_writable_build() {
  local path=$root
  if [[ -e $root/.build ]]; then path=$root/.build; fi
  if [[ ! -w $path ]]; then
    die $exit_not_permitted \
      "a build is due and $path is not yours; run: sudo chown -R $(id -un) '$path'"
  fi
}

# --- the release build ------------------------------------------------------------------------

# True if the executables were built on this machine after all that they are made of was written.
is_fresh() {
  local changed
  [[ -x $release/tare && -f $stamp && $(<"$stamp") == "$(stamp_text)" ]] || return 1
  changed=$(find "$root"/{Package.swift,Sources,Examples,bpf,workloads,results,bin/setup.sh} \
    -newer "$stamp" -print -quit) || return 1
  [[ -z $changed ]]
}

# A clone that moved to another machine or a container has its packages looked at again.
stamp_text() {
  local machine=''
  if [[ -r /etc/machine-id ]]; then machine=$(</etc/machine-id); fi
  printf '%s\n' "$machine" "${build_packages[*]}"
}

# Builds the release executables unless they are fresh; one run at a time.
# The stamp carries the time at which the build began: what is edited meanwhile is newer.
ensure_release() {
  is_fresh && return
  exec {lock}<"$root"
  if ! flock --nonblock "$lock"; then
    say 'waiting for another build to end'
    flock "$lock"
  fi
  if ! is_fresh; then
    find_swift
    install_packages "${build_packages[@]}"
    require_writable_build
    trap give_back_build EXIT
    mkdir -p "$root/.build"
    rm -f "$stamp"
    stamp_text >"$stamp.new"
    quietly 'building (two to three minutes the first time)' \
      run_swift build --configuration release --static-swift-stdlib
    mv "$stamp.new" "$stamp"
    give_back_build
    trap - EXIT
  fi
  exec {lock}<&-
}

# quietly TITLE COMMAND...: the output goes to a log that is shown only if the command fails.
# The command has a process group of its own, so that an interruption ends all of it.
quietly() {
  local title=$1 log command progress='' status=0
  shift
  log=$(mktemp)
  set -m
  "$@" </dev/null >"$log" 2>&1 {lock}<&- &
  command=$!
  set +m
  # shellcheck disable=SC2064 # the values of now are meant
  trap "stop_build $command '$log' 130" INT
  # shellcheck disable=SC2064
  trap "stop_build $command '$log' 143" TERM HUP
  if [[ -t 2 ]]; then
    show_progress "$title" "$log" "$command" &
    progress=$!
  else
    say "$title"
  fi
  wait "$command" || status=$?
  trap - INT TERM HUP
  if [[ -n $progress ]]; then wait "$progress"; fi
  if ((status != 0)); then
    cat "$log" >&2
    rm -f "$log"
    die $exit_unavailable 'the build failed; what it said is above'
  fi
  rm -f "$log"
}

# One line that follows the build's own, on a terminal, until the process is gone.
show_progress() {
  local step
  trap '' INT
  while kill -0 "$3" 2>/dev/null; do
    step=$(tail -n 1 "$2" | tr -d '\n')
    if [[ $step != \[* ]]; then step=''; fi
    printf '\r\e[K%.*s' "$((${COLUMNS:-80} - 1))" "tare: $1 $step" >&2
    sleep 0.2
  done
  printf '\r\e[K' >&2
}

# stop_build PROCESS LOG STATUS
stop_build() {
  trap '' INT TERM HUP
  kill -INT -- "-$1" 2>/dev/null
  wait
  rm -f "$2"
  die "$3" 'interrupted; the next run takes up the build where it was'
}
