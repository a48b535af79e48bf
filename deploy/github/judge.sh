#!/usr/bin/env bash
# Ends the job as the gate ended, and says who acts on it.
set -uo pipefail
code=${GATE_EXIT_CODE:-70}
case "${GATE_OWNER:-gate}" in
  target) echo "::error title=cp-harness::the target failed: its owner acts" ;;
  gate)
    if [ "$code" != 0 ]; then
      echo "::error title=cp-harness::the gate is not decided (exit code $code): its owner acts"
    fi
    ;;
esac
exit "$code"
