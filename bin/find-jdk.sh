# Sourced by `build` and `quern`: sets JAVA_HOME to a JDK 25 or newer, or says where it looked and
# exits with 2. Machines often have an older `java` first on the path and the newer one beside it.

# Sets release to the feature release of the JDK in $1, by its `release` file: starting a JVM would take longer
# than all the rest of the launcher.
jdk_release() {
  release=0
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS='="' read -r key _ value _; do
    [ "$key" != JAVA_VERSION ] || release=${value%%[!0-9]*}
  done <"$1/release"
}

is_jdk_25() {
  jdk_release "$1" && [ "${release:-0}" -ge 25 ] && JAVA_HOME=$1
}

# Prints the home of `java` on the path; macOS has a stub there, which java_home knows about instead.
java_on_path() {
  java=$(command -v java) || return 1
  while [ -L "$java" ]; do
    target=$(readlink "$java")
    case $target in
      /*) java=$target ;;
      *) java=${java%/*}/$target ;;
    esac
  done
  echo "${java%/bin/java}"
}

find_jdk() {
  [ -z "${JAVA_HOME:-}" ] || ! is_jdk_25 "$JAVA_HOME" || return 0
  ! is_jdk_25 "$(java_on_path)" || return 0
  own=${HOME:-/nonexistent}
  for jdk in /usr/lib/jvm/* /opt/* /opt/java/* "$own"/.sdkman/candidates/java/* "$own"/.jdks/* \
    "$own"/.jdks/*/Contents/Home /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    ! is_jdk_25 "$jdk" || return 0
  done
  if [ -x /usr/libexec/java_home ]; then
    ! is_jdk_25 "$(/usr/libexec/java_home -v 25+ 2>/dev/null)" || return 0
  fi
  echo "quern: no JDK 25 or newer found (looked at JAVA_HOME, java on the PATH, /usr/lib/jvm, /opt," \
    "~/.sdkman/candidates/java, ~/.jdks, /Library/Java/JavaVirtualMachines): install one or set JAVA_HOME." >&2
  exit 2
}

find_jdk
export JAVA_HOME
