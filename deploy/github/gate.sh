#!/usr/bin/env bash
# Runs the gate and passes on what it came to. It does not fail itself: the reports and the history are
# kept first, and judge.sh ends the job.
set -uo pipefail

arguments=(gate --report reports/gate)
# A gate file that is missing is a first look at the embedded reference.
if [ -f "${GATE_CONFIG:-gate.toml}" ]; then arguments+=(--config "${GATE_CONFIG:-gate.toml}"); fi
if [ -n "${GATE_TARGET:-}" ]; then arguments+=(--target "$GATE_TARGET"); fi
if [ -n "${GATE_AGAINST:-}" ]; then arguments+=(--against "$GATE_AGAINST"); fi
if [ -n "${GATE_TOKEN:-}" ]; then
  name=${GATE_TOKEN_ENV:-CP_TOKEN}
  if ! [[ $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]]; then
    echo "::error::token-env is no name of a variable: $name"
    name=CP_TOKEN
  fi
  export "$name=$GATE_TOKEN"
fi
unset GATE_TOKEN

"${CP_HARNESS:-cp-harness}" "${arguments[@]}"
code=$?

# Annotations at the lines of the documents.
if [ -f reports/gate/conform/report.json ]; then
  "${CP_HARNESS:-cp-harness}" report reports/gate/conform --format github || true
fi

verdict=$(sed -n 's/^  "verdict": "\([a-z_]*\)",*$/\1/p' reports/gate/report.json 2>/dev/null | head -1)
case "$code" in
  0) owner= ;;
  1) owner=target ;;
  *) owner=gate ;;
esac
{
  echo "verdict=${verdict:-error}"
  echo "exit-code=$code"
  echo "owner=$owner"
} >>"${GITHUB_OUTPUT:-/dev/stdout}"
