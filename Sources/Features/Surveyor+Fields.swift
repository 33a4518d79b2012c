// SPDX-License-Identifier: Apache-2.0

import Results

/// The kernel's members, types and constants that objects read.
extension Surveyor {
  /// The answers for fields.
  ///
  /// - Parameters:
  ///   - needs: The fields with their readers.
  ///   - programs: The answers for the user's programs: where all readers of a field load, they do
  ///     without.
  /// - Returns: One feature for each field and flavour, by name.
  func fields(_ needs: ObjectNeeds, programs: [Feature]) -> [Feature] {
    needs.fields.sorted { $0.key < $1.key }.map { field, users in
      let readers = programs.filter { users.contains($0.name) }
      let isTold = readers.count == users.count && readers.allSatisfy { $0.answer != .unknown }
      let isOptional =
        isTold ? readers.allSatisfy { $0.answer == .yes } : needs.isOptional(field)
      return Feature(
        field.name, look(field), kind: field.flavour.map { "flavour \($0)" },
        isOptional: isOptional, neededBy: users)
    }
  }

  private func look(_ field: KernelField) -> TrialAnswer {
    switch types {
    case .failure(let error): .unknown(error.cause)
    case .success(let types):
      switch field.look(in: types) {
      case (let type?, _): .yes(type)
      case (nil, let reason): .no(reason ?? "not there")
      }
    }
  }
}
