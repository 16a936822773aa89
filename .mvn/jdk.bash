# Sourced by the scripts that start Java or Maven: finds both, or says in one sentence what to install.
# shellcheck shell=bash

readonly JDK_LEAST=25
readonly ENVIRONMENT=3 # the exit code for a machine that lacks something

refuse() {
    printf 'culvert: %s\n' "$*" >&2
    exit "$ENVIRONMENT"
}

# The feature release of the JDK in folder $1, or nothing if there is no compiler.
jdk_release() {
    local version=
    [[ -x $1/bin/java && -x $1/bin/javac ]] || return 0
    if [[ -r $1/release ]]; then
        version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    fi
    if [[ -z $version ]]; then
        version=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
    fi
    printf '%s' "$version"
}

find_jdk() {
    local on_path home release
    on_path=$(readlink -f -- "$(command -v java || true)" || true)
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/* "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${on_path%/bin/java}"; do
        [[ -n $home && -d $home ]] || continue
        release=$(jdk_release "$home")
        if [[ -n $release && $release -ge $JDK_LEAST ]]; then
            export JAVA_HOME=$home
            return
        fi
    done
    refuse "no JDK $JDK_LEAST or newer found; install one (such as Temurin $JDK_LEAST) and set JAVA_HOME to it"
}

need_maven() {
    command -v mvn >/dev/null || refuse "Maven is needed $1 and mvn is not on the PATH; install Maven 3.8 or newer (Debian: apt-get install maven)"
    # Maven's own libraries make newer JDKs grumble.
    export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}"
}
