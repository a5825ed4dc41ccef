# Shared by the scripts beside it; source it, do not run it. It sets `root`, the project's folder.
# Whatever tells of progress goes to stderr: stdout belongs to the program that a script starts.

root=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root
readonly release=$root/.build/release
readonly torch_version=2.13.0

say() { printf '%s\n' "$*" >&2; }

die() {
    say "error: $*"
    exit 1
}

# Makes LIBTORCH absolute and known to the build; refuses a folder that is not libtorch. Without LIBTORCH, Package.swift
# takes the wheel in .deps/.
use_libtorch() {
    [[ -n ${LIBTORCH:-} ]] || return 0
    [[ -d $LIBTORCH/include && -e $LIBTORCH/lib/libtorch_cpu.so ]] ||
        die "LIBTORCH is '$LIBTORCH', which does not hold include/ and lib/libtorch_cpu.so; name the torch/ folder of a" \
            "torch $torch_version wheel, or unset LIBTORCH to have that wheel installed into .deps/."
    LIBTORCH=$(cd -P "$LIBTORCH" && pwd)
    export LIBTORCH
}

# Whether the wheel is there, in the version that the project is built against. Its folder gets its name only after pip
# has finished, so being there is being complete.
has_torch() {
    [[ -n ${LIBTORCH:-} ]] && return 0
    [[ -e $root/.deps/python/torch/lib/libtorch_cpu.so ]] &&
        compgen -G "$root/.deps/python/torch-$torch_version*.dist-info" >/dev/null
}

# Sets `missing` to the Debian packages whose contents this machine lacks. Looks for the things themselves, not for a
# stamp, which would lie in a copy of this folder on another machine; no process is started, so it costs nothing.
find_missing_packages() {
    missing=()
    [[ -e /usr/include/lua5.4/lua.h ]] || missing+=(liblua5.4-dev)
    [[ -e /usr/include/zstd.h ]] || missing+=(libzstd-dev)
    [[ -e /usr/include/sqlite3.h ]] || missing+=(libsqlite3-dev)
    [[ -e /usr/include/zlib.h ]] || missing+=(zlib1g-dev)
    [[ -e /usr/include/nettle/sha2.h ]] || missing+=(nettle-dev)
    compgen -G '/usr/include/curl/curl.h' >/dev/null || compgen -G '/usr/include/*/curl/curl.h' >/dev/null || missing+=(libcurl4-openssl-dev)
    type -P pkg-config >/dev/null || missing+=(pkg-config)
    type -P bwrap >/dev/null || missing+=(bubblewrap)
    type -P git >/dev/null || missing+=(git)
    [[ -x /usr/bin/python3 ]] || missing+=(python3) # what programs under test run on
    [[ -e /etc/ssl/certs/ca-certificates.crt ]] || missing+=(ca-certificates)
    # What the Swift toolchain takes from the machine: a C and C++ library to compile with, and two of its own programs' needs.
    compgen -G '/usr/include/c++/*/vector' >/dev/null || missing+=(g++)
    compgen -G '/usr/lib/*/libcurl.so.4' >/dev/null || missing+=(libcurl4)
    compgen -G '/usr/lib/*/libxml2.so.2' >/dev/null || missing+=(libxml2)
}

is_set_up() {
    find_missing_packages
    ((${#missing[@]} == 0)) && has_torch
}

need_swift() {
    type -P swift >/dev/null ||
        die "no 'swift' on PATH; install the Swift 6.3 toolchain (https://www.swift.org/install/linux/) and start again."
}

# Sets `python` to the first Python that runs the line $1 without a fault: one that has what the line imports, from
# `torch_folder` too where that is set. A wheel is made for the Python that it was installed with.
find_python() {
    local candidate
    for candidate in python3 /usr/bin/python3; do
        if PYTHONPATH=${torch_folder:-} "$candidate" -c "$1" 2>/dev/null; then
            python=$candidate
            return 0
        fi
    done
    return 1
}

# Installs packages with `python`, unless FOLDER holds STAMP; `pip_options`, where set, go before pip's command. Into a folder of
# another name first, so that an installation that was killed is never taken for a good one.
#   install_from_pypi FOLDER STAMP PIP_OPTION... PACKAGE...
install_from_pypi() {
    local folder=$1 stamp=$2
    shift 2
    [[ -e $folder/$stamp ]] && return 0
    say "Installing ${stamp%.dist-info} and what it needs from PyPI into ${folder#"$root/"}/ ..."
    mkdir -p "$(dirname "$folder")"
    rm -rf "$folder.partial"
    PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 \
        "$python" -m pip ${pip_options[@]+"${pip_options[@]}"} install --quiet --target "$folder.partial" --no-compile "$@" >&2 ||
        die "pip could not install $* (see above); put it right and start again."
    rm -rf "$folder"
    mv "$folder.partial" "$folder"
}

# Builds the programs if a source is newer than the last build, or libtorch another. `scripts/test` builds into the same
# place and neither compiles again what the other has compiled.
build_release() {
    local stamp=$root/.build/built-for torch=${LIBTORCH:-.deps}
    if [[ -e $stamp && $(<"$stamp") == "$torch" && -x $release/assay ]] &&
        [[ -z $(cd "$root" && find Package.swift Sources -newer "$stamp" -print -quit) ]]; then
        return 0
    fi
    need_swift
    say "Building in release mode (minutes the first time, then only what changed) ..."
    mkdir -p "$root/.build"
    printf '%s\n' "$torch" >"$stamp.partial" # dated before the build, so that an edit during it counts as newer
    swift build --package-path "$root" -c release >&2
    mv "$stamp.partial" "$stamp"
}
