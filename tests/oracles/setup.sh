#!/bin/sh
# Fetch pdf.js and its canvas for the oracles; the tests themselves never use the network.
# FHVALIDATE_NODE_MODULES names another place for them: a cache outside of the repository.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
modules="${FHVALIDATE_NODE_MODULES:-$here/node_modules}"
home="$(dirname "$modules")"
mkdir -p "$home"
[ "$home" = "$here" ] || cp "$here/package.json" "$here/package-lock.json" "$home/"
npm ci --prefix "$home" --no-audit --no-fund --ignore-scripts
