#!/bin/sh
# Fetch pdf.js and its canvas for the oracles, and axe-core for tests/pages; the tests themselves never use the network.
# FHVALIDATE_NODE_MODULES names another place for them, a folder called node_modules: a cache outside
# of the repository.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
modules="${FHVALIDATE_NODE_MODULES:-$here/node_modules}"
case "$modules" in
*/node_modules) ;;
*)
    echo "FHVALIDATE_NODE_MODULES must name a folder called node_modules: $modules" >&2
    exit 2
    ;;
esac
home="$(dirname "$modules")"
mkdir -p "$home"
[ "$home" = "$here" ] || cp "$here/package.json" "$here/package-lock.json" "$home/"
npm ci --prefix "$home" --no-audit --no-fund --ignore-scripts
