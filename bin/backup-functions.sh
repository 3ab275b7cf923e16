# What bin/backup and bin/restore share: where the site's data is, and the words for it. Sourced, not run.
# shellcheck shell=bash disable=SC2034

var=${HUB_VAR_DIR:-var}
# sqlite:///relative and sqlite:////absolute, as the hub reads it.
url=${DATABASE_URL:-sqlite:///$var/hub.sqlite3}

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "$*"
    exit 1
}

# Print the comment at the head of the script that runs, which says how it is used.
usage() {
    sed -n '2,/^set/{/^#/s/^# \{0,1\}//p;}' "$0" >&2
    exit 2
}

# Print the value of a variable, or what is in the file that <name>_FILE names.
secret() {
    local file="${1}_FILE"
    if [ -n "${!file:-}" ]; then tr -d '\n' <"${!file}"; else printf '%s' "${!1:-}"; fi
}

# Set `address` to that of the database without its password, which PostgreSQL's programs get by their environment:
# what is on a command line is read by everybody on the machine. DATABASE_PASSWORD goes before one in the address.
hand_over_password() {
    local rest=${url#*://} login apart password=
    local place=${rest%%[/?#]*}
    address=$url
    if [[ $place == *@* ]]; then
        login=${place%@*}
        address="${url%%://*}://${login%%:*}@${rest#"$login@"}"
        [[ $login != *:* ]] || password=$(decoded "${login#*:}")
    fi
    apart=$(secret DATABASE_PASSWORD)
    password=${apart:-$password}
    [ -z "$password" ] || export PGPASSWORD="$password"
}

# Print what a part of an address stands for: %40 is an at sign.
decoded() {
    local text=${1//\\/\\\\}
    printf '%b' "${text//%/\\x}"
}

# Print a digest by which a key is known again, and which says nothing of it.
key_digest() { printf 'hub-backup:%s' "$(secret SECRET_KEY)" | sha256sum | cut -c1-16; }
