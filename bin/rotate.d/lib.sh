# Shared by the rotations: options, calls of the services, and files of secrets.
# Exit codes: 0 done, 1 not done (run it again), 2 misused, 3 refused: something must be put right.

umask 077
step='' file='' token_file='' version='' urls=()

say() { printf '%s\n' "$*"; }
die() { printf '%s\n' "${2:?}" >&2; exit "$1"; }

# Takes the words of the command line apart; the first word without dashes is the step.
options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --help | -h) usage; exit 0 ;;
      --url | --token-file | --file | --version)
        [ $# -ge 2 ] || die 2 "$1 needs a value; try --help"
        case $1 in
          --url) urls+=("${2%/}") ;;
          --token-file) token_file=$2 ;;
          --file) file=$2 ;;
          --version) version=$2 ;;
        esac
        shift 2
        ;;
      -*) die 2 "This command does not know $1; try --help" ;;
      *)
        [ -z "$step" ] || die 2 "One step at a time: $step or $1"
        step=$1
        shift
        ;;
    esac
  done
}

need_file() {
  [ -n "$file" ] || die 2 "--file is needed: the file of keys that the service reads"
  [ -f "$file" ] || die 2 "There is no file $file"
  file=$(readlink -f "$file")
}

need_service() {
  [ ${#urls[@]} -gt 0 ] || die 2 "--url is needed: consent-service's own address, once for each instance"
  [ -n "$token_file" ] || die 2 "--token-file is needed: a file with a token of the group operator"
  [ -r "$token_file" ] || die 2 "$token_file can't be read"
}

# call METHOD URL: prints the answer. The token goes through a pipe, where no list of processes shows it.
call() {
  local answer status
  answer=$(curl -sS --max-time 60 -X "$1" -w '\n%{http_code}' \
    -K <(printf 'header = "Authorization: Bearer %s"\n' "$(tr -d '[:space:]' < "$token_file")") \
    "$2") || return 1
  status=${answer##*$'\n'}
  case $status in
    200) printf '%s\n' "${answer%$'\n'*}" ;;
    401 | 403) die 3 "$2 refuses the token: it must be valid and of the group operator" ;;
    *) printf '%s answers with status %s\n' "$2" "$status" >&2; return 1 ;;
  esac
}

# From a flat JSON object on standard input: a number or boolean, a string, a list's elements a line.
number() { sed -n 's/.*"'"$1"'":\(-\{0,1\}[0-9a-z]*\).*/\1/p'; }
string() { sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p'; }
list() { sed -n 's/.*"'"$1"'":\[\([^]]*\)\].*/\1/p' | tr ',' '\n' | tr -d '"' | sed '/^$/d'; }

# Replaces the file by standard input, as a whole or not at all, for its owner alone.
replace_file() {
  local next
  next=$(mktemp "$file.XXXXXX")
  cat > "$next"
  sync "$next"
  mv "$next" "$file"
  sync "$(dirname "$file")"
}

# One rotation of a file at a time. A lock that a killed command left is taken over.
lock_file() {
  lock=$file.rotating
  if ! mkdir "$lock" 2> /dev/null; then
    local other
    other=$(cat "$lock/pid" 2> /dev/null || true)
    if [ -n "$other" ] && kill -0 "$other" 2> /dev/null; then
      die 3 "Another command (process $other) is changing $file"
    fi
  fi
  echo $$ > "$lock/pid"
  trap 'rm -rf "$lock"' EXIT
}

# Waits until a command succeeds: await SECONDS WHAT COMMAND...
await() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.5
  done
}
