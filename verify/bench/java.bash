# Sourced by the benchmarks: builds them, and makes of `java` an array that starts Java with them on the class path.
# shellcheck shell=bash
root=$(cd -P -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../.." && pwd)
source "$root/.mvn/jdk.bash"

find_jdk
need_maven "to build"
mvn -B -ntp -q -f "$root/pom.xml" -pl verify/bench -am process-classes -Dquick </dev/null
build=$root/verify/bench/target/quick
# shellcheck disable=SC2034
java=("$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -cp "$build/classes:$(<"$build/classpath")")
