// SPDX-License-Identifier: Apache-2.0

/// Returns the Hodges–Lehmann estimate of the centre of `values`: the median of the averages of all
/// pairs, each value with itself included.
///
/// Hodges & Lehmann 1963 (Ann. Math. Statist. 34:598). As robust as a median against a quarter of
/// wild values, and 95 % as efficient as the mean under Gaussian noise. O(n) memory and some fifty
/// walks of O(n) steps: a few milliseconds for 2,000 values.
/// - Parameter values: In any order and unit.
/// - Returns: The estimate in the unit of `values`; `nil` when there is no value or one is not
///   finite.
public func hodgesLehmann(_ values: [Double]) -> Double? { WalshAverages(values)?.median }
