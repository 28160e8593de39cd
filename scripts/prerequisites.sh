# Sourced by the other scripts: makes sure that what a build needs is installed, and says what it does about it.
# Nothing is printed when nothing is missing.

say() { printf '%s\n' "$*" >&2; }

# The Swift toolchain cannot be installed behind the user's back: say how, and stop.
require_swift() {
    command -v swift >/dev/null 2>&1 && return 0
    [ -f "$HOME/.local/share/swiftly/env.sh" ] && . "$HOME/.local/share/swiftly/env.sh"
    command -v swift >/dev/null 2>&1 && return 0
    say "suanli: Swift 6.3 or newer is needed and 'swift' is not on the PATH."
    say "Install it with swiftly (https://www.swift.org/install/linux/):"
    say "  curl -O https://download.swift.org/swiftly/linux/swiftly-\$(uname -m).tar.gz"
    say "  tar zxf swiftly-\$(uname -m).tar.gz && ./swiftly init && . ~/.local/share/swiftly/env.sh"
    exit 69
}

# Debian packages of which any file or command is missing.
missing_packages() {
    command -v git >/dev/null 2>&1 || printf 'git '
    command -v g++ >/dev/null 2>&1 || printf 'g++ '
    if command -v pkg-config >/dev/null 2>&1; then
        pkg-config --exists libzmq || printf 'libzmq3-dev '
        pkg-config --exists sqlite3 || printf 'libsqlite3-dev '
    else
        printf 'pkg-config libzmq3-dev libsqlite3-dev '
    fi
}

# What the tests need beside: NumPy and SciPy for the independent computations they compare with, and a validator of
# JSON Schema with a reader of YAML for the schema of model files.
missing_test_packages() {
    missing_packages
    command -v python3 >/dev/null 2>&1 && python3 -c 'import jsonschema, numpy, scipy, yaml' 2>/dev/null && return 0
    [ -x /usr/bin/python3 ] && /usr/bin/python3 -c 'import jsonschema, numpy, scipy, yaml' 2>/dev/null && return 0
    printf 'python3 python3-jsonschema python3-numpy python3-scipy python3-yaml '
}

# install_packages NAME...: with apt, as root or through sudo; elsewhere names them and stops.
install_packages() {
    [ "$#" -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        say "suanli: these are missing (Debian's names): $*"
        say "Install them with your system's package manager, then run this again."
        exit 69
    fi
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null 2>&1; then
            say "suanli: run this as root, then try again: apt-get install $*"
            exit 69
        fi
        as_root=(sudo)
    fi
    say "suanli: installing $*"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

# The Python that has them.
python_with_scipy() {
    if python3 -c 'import jsonschema, numpy, scipy, yaml' 2>/dev/null; then echo python3; else echo /usr/bin/python3; fi
}
