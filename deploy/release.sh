#!/usr/bin/env bash
# Builds what a release holds into dist/: the program, completions and man pages, a list of its
# dependencies, and checksums.
#
#   deploy/release.sh [TARGET]        such as x86_64-unknown-linux-gnu; default: this machine's
#
# The list of dependencies (CycloneDX) needs cargo-cyclonedx: cargo install cargo-cyclonedx --locked
set -euo pipefail
cd "$(dirname "$0")/.."

target=${1:-$(rustc -vV | sed -n 's/^host: //p')}
if [ -n "$(git status --porcelain)" ]; then
  echo "the working copy has changes: a release is a commit" >&2
  exit 1
fi
CP_HARNESS_COMMIT=$(git rev-parse --short=12 HEAD)
export CP_HARNESS_COMMIT
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

cargo build --release --locked --target "$target"
built=${CARGO_TARGET_DIR:-target}/$target/release/cp-harness
version=$("$built" --version | sed 's/^cp-harness \([^ ]*\).*/\1/')
name=cp-harness-$version-$target
rm -rf "dist/$name"
mkdir -p "dist/$name/completions" "dist/$name/man"
cp "$built" LICENSE README.md CHANGELOG.md "dist/$name/"
for shell in bash zsh fish powershell elvish; do
  "$built" completions "$shell" >"dist/$name/completions/cp-harness.$shell"
done
"$built" man --folder "dist/$name/man"
if cargo cyclonedx --version >/dev/null 2>&1; then
  cargo cyclonedx --format json --override-filename "$name" --target "$target"
  mv "$name.json" "dist/$name.cdx.json"
else
  echo "no cargo-cyclonedx: the list of dependencies is left out" >&2
fi
tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
  -C dist -czf "dist/$name.tar.gz" "$name"
cd dist
sha256sum "$name".tar.gz "$name".cdx.json 2>/dev/null >"$name.sha256" || sha256sum "$name.tar.gz" >"$name.sha256"
cat "$name.sha256"
