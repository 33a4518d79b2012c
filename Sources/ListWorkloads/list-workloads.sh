#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# usage: list-workloads.sh FOLDER HEADER DESCRIPTION...
#
# Writes two Swift files into FOLDER: EventKind, of the kinds of event that HEADER numbers, and the
# catalogue of workloads: each description as it is, then all that they declare as a list.

set -eu
folder=$1 header=$2
shift 2

{
  echo '/// A kind of event whose number a workload knows for certain, in the order of the protocol.'
  echo 'public enum EventKind: String, CaseIterable, Codable, Hashable, Sendable {'
  sed -En '/^enum tare_event_kind/,/^\}/ {
    s|^  // |  /// |; t doc
    s/^  TARE_EVENT_([A-Z_]+),$/\L\1/; T
    s/_(.)/\U\1/g
    s/^/  case /; p; d
    : doc
    p
  }' "$header"
  echo '}'
} >"$folder/EventKind.swift"

{
  for description; do
    echo "#sourceLocation(file: \"$description\", line: 1)"
    cat "$description"
  done
  echo '#sourceLocation()'
  echo 'extension Workload {'
  echo '  /// Every workload that comes with tare, by folder.'
  echo '  public static let all: [Workload] = ['
  sed -En 's/^  public static let (\w+) = Workload\($/    \1,/p' "$@"
  echo '  ]'
  echo '}'
} >"$folder/Workload+Catalogue.swift"
