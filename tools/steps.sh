# Shared by run and check: short lines that say what is being done, each with the seconds since the
# start, and logs that are shown only when something fails. To be sourced.
# shellcheck shell=bash

steps_started=$(date +%s)
steps_bold='' steps_plain=''
if [ -t 2 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
  steps_bold=$'\e[1m' steps_plain=$'\e[0m'
fi

# say WORDS…: one line on standard error (standard output belongs to what the program prints).
say() {
  printf '%s[%4d s]%s %s\n' "$steps_bold" $(($(date +%s) - steps_started)) "$steps_plain" "$*" >&2
}

# Shows the counter of a running build on a terminal, and nothing elsewhere.
steps_progress() {
  if [ ! -t 2 ]; then
    cat >/dev/null
    return
  fi
  local line
  while IFS= read -r line; do
    case $line in
      \[*/*\]*) printf '\r         %s \r' "${line%%]*}]" >&2 ;;
    esac
  done
  printf '\r\e[K' >&2
}

# quietly LOG COMMAND…: output goes to the file LOG, whose end is shown when the command fails.
quietly() {
  local log=$1 status=0
  shift
  mkdir -p "$(dirname "$log")"
  { "$@" 2>&1 | tee "$log" | steps_progress; } || status=${PIPESTATUS[0]:-1}
  if [ "$status" -ne 0 ]; then
    # The compiler's errors first: with several jobs the end of the log may be another file's.
    grep -E -A 12 '(^|: )(fatal )?error:|^FAILED:|CMake Error' "$log" | head -n 120 | cut -c 1-1000 >&2 ||
      tail -n 60 "$log" | cut -c 1-1000 >&2
    say "failed: $* (whole log: $log)"
    return "$status"
  fi
}

# Compiler processes to run at once: one a core, but no more than memory holds (1.5 GB each).
build_jobs() {
  if [ -n "${CMAKE_BUILD_PARALLEL_LEVEL:-}" ]; then
    echo "$CMAKE_BUILD_PARALLEL_LEVEL"
    return
  fi
  local cores memory_kb jobs
  cores=$(nproc)
  memory_kb=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo)
  jobs=$((${memory_kb:-4000000} / 1500000))
  if [ "$jobs" -gt "$cores" ]; then jobs=$cores; fi
  if [ "$jobs" -lt 1 ]; then jobs=1; fi
  echo "$jobs"
}
